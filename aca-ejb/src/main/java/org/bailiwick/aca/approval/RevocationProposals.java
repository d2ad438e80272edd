package org.bailiwick.aca.approval;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.aca.credentialrequest.CredentialQuestion;
import org.bailiwick.aca.meter.Meter;
import org.bailiwick.aca.revocation.Orderer;
import org.bailiwick.aca.revocation.TriggerOrder;
import org.bailiwick.aca.revocation.TriggerRevoker;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.policy.Action;

/**
 * Revocations that need two officers: one proposes them, and they are executed when another agrees.
 */
@Singleton
public final class RevocationProposals extends Proposals<RevocationProposal, TriggerRevoker.Reach> {

  private static final Kind<RevocationProposal, ?, ?> KIND =
      new Kind<>(
          "revocation",
          "revocation-proposals",
          "RevocationProposal",
          ProposalRow.class,
          ProposalRow::proposal,
          ProposalEndRow.class,
          ProposalEndRow::end,
          ProposalEndRow::new);

  private final TriggerRevoker triggers;

  @Inject
  public RevocationProposals(
      @ForAca Gate gate,
      @ForAca GroupWriter writer,
      LedgerReader reader,
      TriggerRevoker triggers,
      Meter meter,
      @ForAca Clock clock) {
    super(KIND, gate, writer, reader, meter, clock);
    this.triggers = triggers;
  }

  public boolean areNeededFor(TriggerOrder order) {
    return triggers.policyFor(order).needsTwoOfficers();
  }

  /** The answer to the first officer, with the credentials that the proposal would revoke. */
  public record Receipt(RevocationProposal proposal, TriggerRevoker.Reach reach) {}

  /**
   * Stores the order for a second officer.
   *
   * @throws ProblemException POLICY_DENIED, and as {@link TriggerRevoker#reachOf}
   */
  public Receipt propose(VerifiedPeer officer, TriggerOrder order) {
    Orderer orderer = Orderer.of(officer);
    TriggerRevoker.Reach reach = triggers.reachOf(orderer, order);
    AuditEntry permit = triggers.require(orderer, reach);
    String policy = reach.policy().digest();
    RevocationProposal proposal =
        new RevocationProposal(new UUID(0, 0), order, policy, orderer.id(), now()).identified();
    writer.commit(
        em -> em.persist(new ProposalRow(proposal)),
        permit,
        audit("proposed", proposal, orderer.id()));
    count("proposed");
    return new Receipt(proposal, reach);
  }

  @Override
  Question approval(VerifiedPeer officer, Progress<RevocationProposal> progress) {
    return CredentialQuestion.of(
        officer,
        Action.APPROVE_REVOCATION,
        progress.proposal().order().subject().toString(),
        Map.of("own", progress.isApprovedBy(officer)));
  }

  @Override
  Question rejection(VerifiedPeer officer, RevocationProposal proposal) {
    return CredentialQuestion.of(
        officer, Action.CANCEL_REVOCATION, proposal.id().toString(), Map.of());
  }

  /**
   * One row says that the second officer approved and that the proposal ended; it is stored in the
   * transaction of the revocations.
   */
  @Override
  TriggerRevoker.Reach agreed(
      VerifiedPeer officer, RevocationProposal proposal, AuditEntry... audit) {
    Orderer second = Orderer.of(officer).seconding(proposal.proposedBy(), proposal.policySha256());
    Progress.End end =
        new Progress.End(Progress.State.APPROVED, second.id(), now(), Optional.empty());
    return triggers.revoke(second, proposal.order(), end(proposal.id(), end, this::unknown), audit);
  }

  @Override
  ProblemException unknown() {
    return new ProblemException(
        ProblemType.NOT_FOUND, "proposal-unknown", "No proposal of this identifier is pending.");
  }
}
