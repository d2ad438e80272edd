package org.bailiwick.aca.revocation;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.aca.cascade.Cascade;
import org.bailiwick.aca.cascade.ReachedCredential;
import org.bailiwick.aca.cascade.RevocationPolicies;
import org.bailiwick.aca.cascade.RevocationPolicy;
import org.bailiwick.aca.clock.ClockTrust;
import org.bailiwick.aca.compromise.CompromisedKey;
import org.bailiwick.aca.compromise.CompromisedKeys;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;
import org.bailiwick.policy.Action;
import org.bailiwick.policy.Entity;

/**
 * Revokes the credentials that a trigger reaches, for an officer or for a schedule that is due. The
 * same set is decided on, audited and revoked: the transaction searches for it again, and if it has
 * changed, the order is executed again.
 */
@Singleton
public final class TriggerRevoker {

  private final Gate gate;
  private final RevocationPolicies policies;
  private final LedgerReader reader;
  private final RevocationSteps steps;
  private final GroupWriter writer;
  private final ClockTrust trust;

  @Inject
  TriggerRevoker(
      @ForAca Gate gate,
      RevocationPolicies policies,
      LedgerReader reader,
      RevocationSteps steps,
      @ForAca GroupWriter writer,
      ClockTrust trust) {
    this.gate = gate;
    this.policies = policies;
    this.reader = reader;
    this.steps = steps;
    this.writer = writer;
    this.trust = trust;
  }

  /**
   * The credentials that an order reaches, with policy and time.
   *
   * @param crlNumbers of the CRLs that list them, per issuer; empty if nothing was revoked
   */
  public record Reach(
      TriggerOrder order,
      RevocationPolicy policy,
      List<ReachedCredential> credentials,
      Instant at,
      SortedMap<String, Long> crlNumbers) {}

  /** The policy in force for the order's trigger. */
  public RevocationPolicy policyFor(TriggerOrder order) {
    return policies.require(order.trigger());
  }

  /**
   * The credentials that the order would revoke now. The decision point is asked before the search,
   * which only permitted callers may cause, and again by {@link #require}, with their number.
   *
   * @throws ProblemException POLICY_DENIED, and as {@link Cascade#of}
   */
  public Reach reachOf(Orderer orderer, TriggerOrder order) {
    gate.require(question(orderer, order, Map.of("trigger", order.trigger())));
    RevocationPolicy policy = policyFor(order);
    Instant now = trust.now().truncatedTo(ChronoUnit.MICROS);
    List<ReachedCredential> reached =
        reader.read(em -> Cascade.of(em, policy, order.subject(), trust.earliest()));
    return new Reach(order, policy, reached, now, new TreeMap<>());
  }

  /** The permit to revoke these, to be recorded with what it permits; POLICY_DENIED otherwise. */
  public AuditEntry require(Orderer orderer, Reach reach) {
    return gate.require(
        question(
            orderer,
            reach.order(),
            Map.of(
                "reason", reach.policy().reason().text(),
                "trigger", reach.order().trigger(),
                "credentials", (long) reach.credentials().size())));
  }

  private static Question question(
      Orderer orderer, TriggerOrder order, Map<String, Object> context) {
    return Question.of(
        orderer.entity(),
        Action.REVOKE,
        new Entity("Credential", order.subject().toString(), Map.of()),
        context);
  }

  /**
   * Lists what the order would revoke, and revokes nothing.
   *
   * @throws ProblemException POLICY_DENIED, MALFORMED_REQUEST, REACH_TOO_WIDE
   */
  public Reach preview(VerifiedPeer officer, TriggerOrder order) {
    Orderer orderer = Orderer.of(officer);
    Reach reach = reachOf(orderer, order);
    writer.record(require(orderer, reach), audit("revocation.previewed", orderer, order, reach));
    return reach;
  }

  /** As {@link #revoke(Orderer, TriggerOrder, UnitOfWork, AuditEntry...)}, for an officer. */
  public Reach revoke(VerifiedPeer officer, TriggerOrder order) {
    return revoke(Orderer.of(officer), order, UnitOfWork.none());
  }

  /**
   * Revokes all of them, or none; the numbers are those of docs/revocation.md.
   *
   * @param together shares the transaction, and may refuse
   * @throws ProblemException POLICY_DENIED, MALFORMED_REQUEST, REACH_TOO_WIDE; or
   *     SIGNER_UNAVAILABLE when the revocations are recorded and a CRL is late
   */
  public Reach revoke(
      Orderer orderer, TriggerOrder order, UnitOfWork together, AuditEntry... audit) {
    return RevocationSteps.untilUnchanged(() -> revokeOnce(orderer, order, together, audit));
  }

  private Reach revokeOnce(
      Orderer orderer, TriggerOrder order, UnitOfWork together, AuditEntry... audit) {
    Reach reach = reachOf(orderer, order);
    requireAgreed(orderer, reach.policy());
    AuditEntry permit = require(orderer, reach); // 1
    AuditEntry ordered = audit("revocation.ordered", orderer, order, reach);
    RevocationSteps.Details details =
        new RevocationSteps.Details(
            reach.policy().reason(), reach.at(), orderer.id(), order.cause());
    UnitOfWork unchanged =
        RevocationSteps.requireUnchanged(
            reach.credentials(),
            em -> Cascade.of(em, reach.policy(), order.subject(), trust.earliest()));
    SortedMap<String, Long> crls =
        steps.revoke( // 2 to 4
            reach.credentials().stream().map(CredentialToRevoke::of).toList(),
            details,
            UnitOfWork.all(List.of(together, unchanged, block(order, details))),
            Stream.concat(Stream.of(permit, ordered), Stream.of(audit)).toArray(AuditEntry[]::new));
    return new Reach(order, reach.policy(), reach.credentials(), reach.at(), crls);
  }

  /** Refuses a compromised key that is the subject, even if no credential holds it. */
  private static UnitOfWork block(TriggerOrder order, RevocationSteps.Details details) {
    return order
        .subject()
        .key()
        .filter(key -> details.reason() == RevocationReason.KEY_COMPROMISE)
        .map(key -> new CompromisedKey(key, details.at(), details.by(), details.cause()))
        .map(CompromisedKeys::block)
        .orElseGet(UnitOfWork::none);
  }

  /**
   * Four eyes: an order that needs two officers is not executed or scheduled for one, and a
   * proposal is not executed under another policy file than the one that was shown to its officer.
   */
  public static void requireAgreed(Orderer orderer, RevocationPolicy policy) {
    boolean agreed =
        orderer.first().filter(first -> !first.officer().equals(orderer.id())).isPresent();
    if (policy.needsTwoOfficers() && !agreed) {
      throw denied(
          "second-officer-required", "The policy of this trigger requires a second officer.");
    }
    if (orderer.first().filter(it -> !it.policySha256().equals(policy.digest())).isPresent()) {
      throw denied(
          "proposal-policy-changed",
          "The policy of this trigger has changed since the proposal; propose the order again.");
    }
  }

  private static ProblemException denied(String check, String detail) {
    return new ProblemException(ProblemType.POLICY_DENIED, check, detail);
  }

  private static AuditEntry audit(String event, Orderer orderer, TriggerOrder order, Reach reach) {
    return new AuditEntry(
        event,
        Outcome.DONE,
        "",
        orderer.id(),
        order.subject().toString(),
        Map.of(
            "trigger", order.trigger(),
            "policy_sha256", reach.policy().digest(),
            "reason", reach.policy().reason().text(),
            "credentials", Integer.toString(reach.credentials().size()),
            "comment", order.comment()));
  }
}
