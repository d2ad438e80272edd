package org.bailiwick.aca.revocation;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.writer.UnitOfWork;
import org.bailiwick.policy.Entity;

/**
 * Revokes the credentials that a trigger reaches, for an officer or for a schedule that is due. The
 * same set is decided on, audited and revoked: the transaction looks it up again, and the order
 * starts anew if it has changed.
 */
@Singleton
public final class TriggerRun {

  /** Looks at a set that changes each time; more would keep an officer waiting. */
  private static final int TRIES = 5;

  private final Gate gate;
  private final RevocationPolicies policies;
  private final LedgerReader reader;
  private final RevocationSteps steps;
  private final ClockTrust trust;

  @Inject
  TriggerRun(
      @ForAca Gate gate,
      RevocationPolicies policies,
      LedgerReader reader,
      RevocationSteps steps,
      ClockTrust trust) {
    this.gate = gate;
    this.policies = policies;
    this.reader = reader;
    this.steps = steps;
    this.trust = trust;
  }

  /**
   * The credentials to revoke, with policy and time.
   *
   * @param crlNumbers of the CRLs that list it, per issuer; empty if nothing was ended
   */
  public record Outlook(
      TriggerOrder order,
      RevocationPolicy policy,
      List<ReachedCredential> reached,
      Instant at,
      SortedMap<String, Long> crlNumbers) {}

  private static final class ReachChangedException extends RuntimeException {}

  /** The policy in force for the order's trigger. */
  public RevocationPolicy policyFor(TriggerOrder order) {
    return policies.require(order.trigger());
  }

  /**
   * The credentials that the order would revoke now. The decision port is asked before the search,
   * so that only permitted callers cause it, and again with their number by {@link #require}.
   *
   * @throws ProblemException POLICY_DENIED, and what {@link Cascade#of} refuses
   */
  public Outlook look(Orderer orderer, TriggerOrder order) {
    gate.require(question(orderer, order, Map.of("trigger", order.trigger())));
    RevocationPolicy policy = policyFor(order);
    Instant now = trust.now().truncatedTo(ChronoUnit.MICROS);
    List<ReachedCredential> reached =
        reader.read(em -> Cascade.of(em, policy, order.subject(), trust.earliest()));
    return new Outlook(order, policy, reached, now, new TreeMap<>());
  }

  /** The permit to end that, to be recorded with whatever it permits; POLICY_DENIED otherwise. */
  public AuditEntry require(Orderer orderer, Outlook outlook) {
    return gate.require(
        question(
            orderer,
            outlook.order(),
            Map.of(
                "reason", outlook.policy().reason().token(),
                "trigger", outlook.order().trigger(),
                "credentials", (long) outlook.reached().size())));
  }

  private static Question question(
      Orderer orderer, TriggerOrder order, Map<String, Object> context) {
    return Question.of(
        orderer.entity(),
        "revoke",
        new Entity("Credential", order.subject().toString(), Map.of()),
        context);
  }

  /**
   * Ends all of it, or nothing.
   *
   * @param together shares the transaction, and may refuse
   * @throws ProblemException POLICY_DENIED, MALFORMED_REQUEST, REACH_TOO_WIDE; or
   *     SIGNER_UNAVAILABLE when the revocations are recorded and a CRL is late
   */
  public Outlook end(
      Orderer orderer, TriggerOrder order, UnitOfWork together, AuditEntry... audit) {
    for (int tries = 0; tries < TRIES; tries++) {
      Outlook outlook = look(orderer, order);
      requireAgreed(orderer, outlook.policy());
      AuditEntry permit = require(orderer, outlook); // 1
      RevocationSteps.Details details =
          new RevocationSteps.Details(
              outlook.policy().reason(), outlook.at(), orderer.id(), order.cause());
      UnitOfWork guard = guard(order, outlook, details);
      Optional<SortedMap<String, Long>> crls =
          tryToEnd(
              outlook,
              details,
              together.and(guard),
              entries(permit, audit("revocation.ordered", orderer, order, outlook), audit));
      if (crls.isPresent()) {
        return new Outlook(order, outlook.policy(), outlook.reached(), outlook.at(), crls.get());
      }
    }
    throw new ProblemException(
        ProblemType.DEPENDENCY_UNAVAILABLE,
        "reach-unsteady",
        "What would end changed each time it was looked at; nothing was ended.");
  }

  /**
   * Four eyes: what needs two officers is not ended, nor scheduled, by one, and what one proposed
   * is not ended under another policy file than the one shown then.
   */
  public static void requireAgreed(Orderer orderer, RevocationPolicy policy) {
    boolean agreed =
        orderer.first().filter(first -> !first.officer().equals(orderer.id())).isPresent();
    if (policy.needsTwoOfficers() && !agreed) {
      throw denied(
          "second-officer-required", "The policy of this trigger asks for a second officer.");
    }
    if (orderer.first().filter(it -> !it.policySha256().equals(policy.digest())).isPresent()) {
      throw denied(
          "proposal-policy-changed",
          "The policy of this trigger is another than when this was proposed; propose it again.");
    }
  }

  private static ProblemException denied(String check, String detail) {
    return new ProblemException(ProblemType.POLICY_DENIED, check, detail);
  }

  /** Empty, and nothing ended, if what the policy reaches changed after the decision. */
  private Optional<SortedMap<String, Long>> tryToEnd(
      Outlook outlook, RevocationSteps.Details details, UnitOfWork together, AuditEntry... audit) {
    try {
      List<CredentialToRevoke> all =
          outlook.reached().stream().map(CredentialToRevoke::of).toList();
      return Optional.of(steps.end(all, details, together, audit)); // 2 to 4
    } catch (ReachChangedException changed) {
      return Optional.empty();
    }
  }

  /** Looks again inside the transaction; also blocks a key that was named, if nothing uses it. */
  private UnitOfWork guard(TriggerOrder order, Outlook outlook, RevocationSteps.Details details) {
    List<CredentialRef> expected = refs(outlook.reached());
    UnitOfWork unchanged =
        em -> {
          List<ReachedCredential> present =
              Cascade.of(em, outlook.policy(), order.subject(), trust.earliest());
          if (!refs(present).equals(expected)) {
            throw new ReachChangedException();
          }
        };
    return order
        .subject()
        .key()
        .filter(key -> details.reason() == RevocationReason.KEY_COMPROMISE)
        .map(key -> new CompromisedKey(key, details.at(), details.by(), details.cause()))
        .map(CompromisedKeys::block)
        .map(unchanged::and)
        .orElse(unchanged);
  }

  private static List<CredentialRef> refs(List<ReachedCredential> reached) {
    return reached.stream().map(ReachedCredential::ref).toList();
  }

  private static AuditEntry[] entries(AuditEntry permit, AuditEntry ordered, AuditEntry[] more) {
    return Stream.concat(Stream.of(permit, ordered), Stream.of(more)).toArray(AuditEntry[]::new);
  }

  static AuditEntry audit(String event, Orderer orderer, TriggerOrder order, Outlook outlook) {
    return new AuditEntry(
        event,
        Outcome.DONE,
        "",
        orderer.id(),
        order.subject().toString(),
        Map.of(
            "trigger", order.trigger(),
            "policy_sha256", outlook.policy().digest(),
            "reason", outlook.policy().reason().token(),
            "credentials", Integer.toString(outlook.reached().size()),
            "comment", order.comment()));
  }
}
