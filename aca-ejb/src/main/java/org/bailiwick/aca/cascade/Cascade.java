package org.bailiwick.aca.cascade;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.aca.cascade.RevocationPolicy.Step;
import org.bailiwick.aca.compromise.KeyDigest;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.contract.credential.RevocationReason;

/**
 * Finds the credentials that a policy revokes. The policy's steps start from valid credentials,
 * from reservations, since these may still be signed, and from a credential that is the subject,
 * even if it is revoked or expired. For key compromise, all credentials that hold a key of a
 * revoked one are revoked too, whether or not a step reaches them.
 */
public final class Cascade {

  private final ValidCredentials valid;
  private final RevocationPolicy policy;
  private final Subject subject;
  private final Map<String, ReachedCredential> reached = new TreeMap<>();

  private Cascade(ValidCredentials valid, RevocationPolicy policy, Subject subject) {
    this.valid = valid;
    this.policy = policy;
    this.subject = subject;
  }

  /**
   * The credentials to revoke, in the order of issuer and serial.
   *
   * @throws ProblemException MALFORMED_REQUEST if the policy has no such kind of subject;
   *     REACH_TOO_WIDE if there are more than the policy allows
   */
  public static List<ReachedCredential> of(
      EntityManager em, RevocationPolicy policy, Subject subject, Instant now) {
    policy.requireFits(subject);
    Cascade cascade = new Cascade(new ValidCredentials(em, now, policy.most()), policy, subject);
    cascade.run();
    return List.copyOf(cascade.reached.values());
  }

  /**
   * All credentials that hold this key, as the agent's or the owner's, and all that hold a key of
   * their agents, since the revocation makes these keys compromised.
   *
   * @throws ProblemException REACH_TOO_WIDE if there are more than any policy can allow
   */
  public static List<ReachedCredential> holding(EntityManager em, KeyDigest key, Instant now) {
    ValidCredentials valid = new ValidCredentials(em, now, RevocationPolicy.MAX_CREDENTIALS);
    return List.copyOf(closure(valid, Set.of(List.of(key.base64url())), new TreeMap<>()).values());
  }

  /**
   * Adds the credentials with these keys, then those with their agents' keys, until no key is new.
   */
  private static Map<String, ReachedCredential> closure(
      ValidCredentials valid, Set<List<String>> keys, Map<String, ReachedCredential> reached) {
    Set<List<String>> known = new HashSet<>();
    Set<List<String>> open = keys;
    while (!open.isEmpty()) {
      known.addAll(open);
      Stream.of(SubjectKind.KEY, SubjectKind.OWNER_KEY)
          .flatMap(kind -> valid.sharing(kind, known).stream())
          .forEach(each -> reached.putIfAbsent(each.ref().toString(), each));
      open = new HashSet<>(values(SubjectKind.KEY, reached.values()));
      open.removeAll(known);
    }
    return reached;
  }

  public static List<CredentialRef> refs(List<ReachedCredential> reached) {
    return reached.stream().map(ReachedCredential::ref).toList();
  }

  private void run() {
    List<ReachedCredential> named = named();
    List<ReachedCredential> start =
        named.isEmpty() && subject.kind() == SubjectKind.CREDENTIAL
            ? valid.evenIfInvalid(subject.values())
            : named;
    for (Step step : policy.reach()) {
      List<ReachedCredential> from = new ArrayList<>(start);
      from.addAll(reached.values());
      add(
          switch (step) {
            case Step.OfSubject itself -> named;
            case Step.Predecessors earlier -> predecessors(from);
            case Step.Sharing shared -> valid.sharing(shared.kind(), values(shared.kind(), from));
          });
    }
    if (policy.reason() == RevocationReason.KEY_COMPROMISE) {
      add(closure(valid, values(SubjectKind.KEY, reached.values()), new TreeMap<>()).values());
    }
  }

  /** The valid credentials of the subject; a key counts as the agent's and as the owner's. */
  private List<ReachedCredential> named() {
    List<ReachedCredential> found = valid.sharing(subject.kind(), Set.of(subject.values()));
    if (subject.kind() != SubjectKind.KEY) {
      return found;
    }
    return Stream.concat(
            found.stream(), valid.sharing(SubjectKind.OWNER_KEY, Set.of(subject.values())).stream())
        .toList();
  }

  private List<ReachedCredential> predecessors(List<ReachedCredential> from) {
    Map<String, ReachedCredential> newest =
        from.stream()
            .collect(
                Collectors.toMap(
                    each -> each.ref().issuerId() + " " + each.holder(),
                    each -> each,
                    (one, other) -> one.precedes(other) ? other : one));
    return valid.sharing(SubjectKind.NAME, values(SubjectKind.NAME, from)).stream()
        .filter(each -> newest.values().stream().anyMatch(each::precedes))
        .toList();
  }

  private static Set<List<String>> values(SubjectKind kind, Collection<ReachedCredential> from) {
    return from.stream()
        .filter(each -> each.has(kind))
        .map(each -> each.values(kind))
        .collect(Collectors.toSet());
  }

  private void add(Collection<ReachedCredential> more) {
    more.stream()
        .sorted(Comparator.comparing(each -> each.ref().toString()))
        .forEach(each -> reached.putIfAbsent(each.ref().toString(), each));
    ValidCredentials.requireAtMost(policy.most(), reached.size());
  }
}
