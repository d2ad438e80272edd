package org.bailiwick.aca.approval;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.aca.revocation.Orderer;
import org.bailiwick.aca.revocation.TriggerOrder;
import org.bailiwick.aca.revocation.TriggerRun;
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
 * Orders that need a second officer: proposed, listed, approved, rejected. An EJB because it is
 * called from another module.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class RevocationProposals {

  /** A proposal that no second officer has approved by then has to be made again. */
  private static final Duration GOOD_FOR = Duration.ofDays(7);

  private Gate gate;
  private GroupWriter writer;
  private LedgerReader reader;
  private TriggerRun run;
  private Clock clock;

  /** For the container's proxy. */
  public RevocationProposals() {}

  @Inject
  RevocationProposals(
      @ForAca Gate gate,
      @ForAca GroupWriter writer,
      LedgerReader reader,
      TriggerRun run,
      @ForAca Clock clock) {
    this.gate = gate;
    this.writer = writer;
    this.reader = reader;
    this.run = run;
    this.clock = clock;
  }

  /** Whether the order's policy asks for two officers. */
  public boolean areNeededFor(TriggerOrder order) {
    return run.policyFor(order).needsTwoOfficers();
  }

  /** Shows the first officer which credentials the proposal would revoke. */
  public record Receipt(Proposal proposal, TriggerRun.Outlook outlook) {}

  /**
   * Puts the order down for a second officer.
   *
   * @throws ProblemException as {@link TriggerRun#look} and for a denial
   */
  public Receipt propose(VerifiedPeer officer, TriggerOrder order) {
    Orderer orderer = Orderer.of(officer);
    TriggerRun.Outlook outlook = run.look(orderer, order);
    AuditEntry permit = run.require(orderer, outlook);
    Proposal proposal = new Proposal(UUID.randomUUID(), order, officer.id().toString(), now());
    writer.commit(
        em -> em.persist(new ProposalRow(proposal)),
        permit,
        audit("revocation.proposed", proposal, proposal.proposedBy()));
    return new Receipt(proposal, outlook);
  }

  /**
   * Has the order of another officer executed.
   *
   * @throws ProblemException NOT_FOUND if it is not pending; POLICY_DENIED, to whoever proposed it
   *     too; and as {@link TriggerRun#end}
   */
  public TriggerRun.Outlook approve(VerifiedPeer officer, UUID id) {
    Proposal proposal = require(id);
    AuditEntry permit = gate.require(question(officer, proposal));
    return run.end(
        Orderer.of(officer).seconding(proposal.proposedBy()),
        proposal.order(),
        end(id, ProposalEndRow.APPROVED, officer),
        permit,
        audit("revocation.approved", proposal, officer.id().toString()));
  }

  /**
   * Has it not executed.
   *
   * @throws ProblemException NOT_FOUND if it is not pending; POLICY_DENIED
   */
  public void reject(VerifiedPeer officer, UUID id) {
    Proposal proposal = require(id);
    AuditEntry permit =
        gate.require(
            Question.of(
                PeerEntity.of(officer),
                "cancel-revocation",
                new Entity("Credential", id.toString(), Map.of()),
                Map.of()));
    UnitOfWork end = end(id, ProposalEndRow.REJECTED, officer);
    AuditEntry done = audit("revocation.rejected", proposal, officer.id().toString());
    writer.commitAmongNodes(end, permit, done);
  }

  /** Proposals that can be approved, the oldest first. */
  public List<Proposal> pending(VerifiedPeer asker) {
    writer.record(
        gate.require(
            Question.of(
                PeerEntity.of(asker),
                "read-credential",
                new Entity("Credential", "revocation-proposals", Map.of()),
                Map.of("own", false))));
    Instant oldest = now().minus(GOOD_FOR);
    return reader.read(
        em ->
            em.createQuery(
                    "select p from RevocationProposal p where p.proposedAt > :oldest and not exists"
                        + " (select e from RevocationProposalEnd e"
                        + " where e.proposalId = p.proposalId) order by p.proposedAt",
                    ProposalRow.class)
                .setParameter("oldest", oldest)
                .getResultStream()
                .map(ProposalRow::proposal)
                .toList());
  }

  private Proposal require(UUID id) {
    return reader.read(em -> find(em, id.toString())).orElseThrow(RevocationProposals::unknown);
  }

  private Optional<Proposal> find(EntityManager em, String id) {
    if (em.find(ProposalEndRow.class, id) != null) {
      return Optional.empty();
    }
    Instant oldest = now().minus(GOOD_FOR);
    return Optional.ofNullable(em.find(ProposalRow.class, id))
        .map(ProposalRow::proposal)
        .filter(proposal -> proposal.proposedAt().isAfter(oldest));
  }

  private UnitOfWork end(UUID id, String outcome, VerifiedPeer officer) {
    String by = officer.id().toString();
    Instant now = now();
    return em -> {
      if (em.find(ProposalEndRow.class, id.toString()) != null) {
        throw unknown();
      }
      em.persist(new ProposalEndRow(id, outcome, by, now));
    };
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  private static Question question(VerifiedPeer officer, Proposal proposal) {
    return Question.of(
        PeerEntity.of(officer),
        "approve-revocation",
        new Entity("Credential", proposal.order().subject().toString(), Map.of()),
        Map.of("own", proposal.proposedBy().equals(officer.id().toString())));
  }

  private static AuditEntry audit(String event, Proposal proposal, String by) {
    return new AuditEntry(
        event,
        Outcome.DONE,
        "",
        by,
        proposal.id().toString(),
        Map.of(
            "trigger", proposal.order().trigger(),
            "subject", proposal.order().subject().toString(),
            "proposed_by", proposal.proposedBy(),
            "comment", proposal.order().comment()));
  }

  private static ProblemException unknown() {
    return new ProblemException(
        ProblemType.NOT_FOUND, "proposal-unknown", "No proposal of this identifier is pending.");
  }
}
