package org.bailiwick.aca.revocation;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.aca.cascade.Cascade;
import org.bailiwick.aca.cascade.Reached;
import org.bailiwick.aca.cascade.RevocationPolicies;
import org.bailiwick.aca.cascade.RevocationPolicy;
import org.bailiwick.aca.compromise.CompromisedKey;
import org.bailiwick.aca.compromise.CompromisedKeys;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.contract.credential.RevocationReason;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.PeerEntity;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;
import org.bailiwick.policy.Entity;

/**
 * Ends all that a trigger's policy reaches, or lists it first. What is decided, audited and ended
 * is one and the same set: the transaction looks again, and if something came or went meanwhile the
 * order begins anew. An EJB because it is called from another module.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class TriggerRevoker {

  /** Looks at a set that changes each time; more would keep an officer waiting. */
  private static final int TRIES = 5;

  private Gate gate;
  private RevocationPolicies policies;
  private LedgerReader reader;
  private GroupWriter writer;
  private Endings endings;
  private Clock clock;

  /** For the container's proxy. */
  public TriggerRevoker() {}

  @Inject
  TriggerRevoker(
      @ForAca Gate gate,
      RevocationPolicies policies,
      LedgerReader reader,
      @ForAca GroupWriter writer,
      Endings endings,
      @ForAca Clock clock) {
    this.gate = gate;
    this.policies = policies;
    this.reader = reader;
    this.writer = writer;
    this.endings = endings;
    this.clock = clock;
  }

  /**
   * What ends, by which policy, when.
   *
   * @param crlNumbers of the CRLs that list it, per issuer; empty for a preview
   */
  public record Outlook(
      RevocationPolicy policy,
      List<Reached> reached,
      Instant at,
      SortedMap<String, Long> crlNumbers) {}

  private static final class ReachChangedException extends RuntimeException {}

  /**
   * Lists what {@link #revoke} would end, and ends nothing.
   *
   * @throws ProblemException POLICY_DENIED, MALFORMED_REQUEST, REACH_TOO_WIDE
   */
  public Outlook preview(VerifiedPeer officer, TriggerOrder order) {
    Outlook outlook = look(order);
    writer.record(
        gate.require(question(officer, order, outlook)),
        audit("revocation.previewed", officer, order, outlook));
    return outlook;
  }

  /**
   * Ends it.
   *
   * @throws ProblemException POLICY_DENIED, MALFORMED_REQUEST, REACH_TOO_WIDE; or
   *     SIGNER_UNAVAILABLE when the revocations are recorded and a CRL is late
   */
  public Outlook revoke(VerifiedPeer officer, TriggerOrder order) {
    for (int tries = 0; tries < TRIES; tries++) {
      Optional<Outlook> ended = tryToEnd(officer, order);
      if (ended.isPresent()) {
        return ended.get();
      }
    }
    throw new ProblemException(
        ProblemType.DEPENDENCY_UNAVAILABLE,
        "reach-unsteady",
        "What would end changed each time it was looked at; nothing was ended.");
  }

  /** Empty, and nothing ended, if what the policy reaches changed after the decision. */
  private Optional<Outlook> tryToEnd(VerifiedPeer officer, TriggerOrder order) {
    Outlook outlook = look(order);
    AuditEntry permit = gate.require(question(officer, order, outlook)); // 1
    Endings.Act act =
        new Endings.Act(
            outlook.policy().reason(), outlook.at(), officer.id().toString(), order.cause());
    try {
      SortedMap<String, Long> crls =
          endings.end(
              outlook.reached().stream().map(Ending::of).toList(),
              act,
              guard(order, outlook, act),
              permit,
              audit("revocation.ordered", officer, order, outlook)); // 2 to 4
      return Optional.of(new Outlook(outlook.policy(), outlook.reached(), outlook.at(), crls));
    } catch (ReachChangedException changed) {
      return Optional.empty();
    }
  }

  private Outlook look(TriggerOrder order) {
    RevocationPolicy policy = policies.require(order.trigger());
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    List<Reached> reached = reader.read(em -> Cascade.of(em, policy, order.subject(), now));
    return new Outlook(policy, reached, now, new TreeMap<>());
  }

  /** Looks again inside the transaction; also blocks a key that was named, if nothing uses it. */
  private static UnitOfWork guard(TriggerOrder order, Outlook outlook, Endings.Act act) {
    List<CredentialRef> expected = refs(outlook.reached());
    return em -> {
      List<Reached> present = Cascade.of(em, outlook.policy(), order.subject(), outlook.at());
      if (!refs(present).equals(expected)) {
        throw new ReachChangedException();
      }
      if (act.reason() == RevocationReason.KEY_COMPROMISE && order.subject().key().isPresent()) {
        CompromisedKeys.block(
                new CompromisedKey(
                    order.subject().key().orElseThrow(), act.at(), act.by(), act.cause()))
            .apply(em);
      }
    };
  }

  private static List<CredentialRef> refs(List<Reached> reached) {
    return reached.stream().map(Reached::ref).toList();
  }

  private static Question question(VerifiedPeer officer, TriggerOrder order, Outlook outlook) {
    return Question.of(
        PeerEntity.of(officer),
        "revoke",
        new Entity("Credential", order.subject().toString(), Map.of()),
        Map.of(
            "reason", outlook.policy().reason().token(),
            "trigger", order.trigger(),
            "credentials", (long) outlook.reached().size()));
  }

  private static AuditEntry audit(
      String event, VerifiedPeer officer, TriggerOrder order, Outlook outlook) {
    return new AuditEntry(
        event,
        Outcome.DONE,
        "",
        officer.id().toString(),
        order.subject().toString(),
        Map.of(
            "trigger", order.trigger(),
            "policy_sha256", outlook.policy().digest(),
            "reason", outlook.policy().reason().token(),
            "credentials", Integer.toString(outlook.reached().size()),
            "comment", order.comment()));
  }
}
