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
 * Finds what a policy ends. Links go along credentials that are neither revoked nor expired,
 * reservations without a certificate among them, since they may be signed; a credential that is the
 * subject counts also when it has ended itself, for whatever it shares. What ends as compromised
 * takes with it all that holds a key of it, whatever the steps say.
 */
public final class Cascade {

  private final LivingCredentials living;
  private final RevocationPolicy policy;
  private final Subject subject;
  private final Map<String, Reached> reached = new TreeMap<>();

  private Cascade(LivingCredentials living, RevocationPolicy policy, Subject subject) {
    this.living = living;
    this.policy = policy;
    this.subject = subject;
  }

  /**
   * What ends, in the order of issuer and serial.
   *
   * @throws ProblemException MALFORMED_REQUEST if the subject is none of the policy's;
   *     REACH_TOO_WIDE if it is more than the policy allows
   */
  public static List<Reached> of(
      EntityManager em, RevocationPolicy policy, Subject subject, Instant now) {
    policy.requireFits(subject);
    Cascade cascade = new Cascade(new LivingCredentials(em, now, policy.most()), policy, subject);
    cascade.run();
    return List.copyOf(cascade.reached.values());
  }

  /**
   * Every living credential that holds this key, as the agent's or as the owner's, and what holds
   * the agents' keys of those: their revocation as compromised has these keys refused as well.
   *
   * @throws ProblemException REACH_TOO_WIDE if they are more than any policy could end at once
   */
  public static List<Reached> holding(EntityManager em, KeyDigest key, Instant now) {
    LivingCredentials living = new LivingCredentials(em, now, RevocationPolicy.HIGHEST);
    return List.copyOf(closed(living, Set.of(List.of(key.base64url())), new TreeMap<>()).values());
  }

  /** Adds what holds one of these keys, until no key is left that was not looked for. */
  private static Map<String, Reached> closed(
      LivingCredentials living, Set<List<String>> keys, Map<String, Reached> reached) {
    Set<List<String>> known = new HashSet<>();
    Set<List<String>> open = keys;
    while (!open.isEmpty()) {
      known.addAll(open);
      Stream.of(Bond.KEY, Bond.OWNER_KEY)
          .flatMap(bond -> living.sharing(bond, known).stream())
          .forEach(each -> reached.putIfAbsent(each.ref().toString(), each));
      open = new HashSet<>(values(Bond.KEY, reached.values()));
      open.removeAll(known);
    }
    return reached;
  }

  /** Which ones they are. */
  public static List<CredentialRef> refs(List<Reached> reached) {
    return reached.stream().map(Reached::ref).toList();
  }

  private void run() {
    List<Reached> struck = struck();
    List<Reached> links =
        struck.isEmpty() && subject.bond() == Bond.CREDENTIAL
            ? living.alsoEnded(subject.values())
            : struck;
    for (Step step : policy.reach()) {
      List<Reached> from = new ArrayList<>(links);
      from.addAll(reached.values());
      add(
          switch (step) {
            case Step.Struck itself -> struck;
            case Step.Predecessors earlier -> predecessors(from);
            case Step.Sharing shared -> living.sharing(shared.bond(), values(shared.bond(), from));
          });
    }
    if (policy.reason() == RevocationReason.KEY_COMPROMISE) {
      add(closed(living, values(Bond.KEY, reached.values()), new TreeMap<>()).values());
    }
  }

  /** Whoever found a key holds it in whatever part: as the agent's, and as the owner's. */
  private List<Reached> struck() {
    List<Reached> named = living.sharing(subject.bond(), Set.of(subject.values()));
    if (subject.bond() != Bond.KEY) {
      return named;
    }
    return Stream.concat(
            named.stream(), living.sharing(Bond.OWNER_KEY, Set.of(subject.values())).stream())
        .toList();
  }

  private List<Reached> predecessors(List<Reached> from) {
    Map<String, Reached> newest =
        from.stream()
            .collect(
                Collectors.toMap(
                    each -> each.ref().issuerId() + " " + each.holder(),
                    each -> each,
                    (one, other) -> one.precedes(other) ? other : one));
    return living.sharing(Bond.NAME, values(Bond.NAME, from)).stream()
        .filter(each -> newest.values().stream().anyMatch(each::precedes))
        .toList();
  }

  private static Set<List<String>> values(Bond bond, Collection<Reached> from) {
    return from.stream()
        .filter(each -> each.has(bond))
        .map(each -> each.values(bond))
        .collect(Collectors.toSet());
  }

  private void add(Collection<Reached> more) {
    more.stream()
        .sorted(Comparator.comparing(each -> each.ref().toString()))
        .forEach(each -> reached.putIfAbsent(each.ref().toString(), each));
    LivingCredentials.requireAtMost(policy.most(), reached.size());
  }
}
