package org.bailiwick.aca.approval;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.UUID;
import org.bailiwick.aca.cascade.Subject;
import org.bailiwick.aca.revocation.TriggerOrder;

@Entity(name = "RevocationProposal")
@Table(name = "revocation_proposal")
class ProposalRow {

  @Id
  @Column(name = "proposal_id")
  private String proposalId;

  @Column(name = "trigger_name")
  private String trigger;

  private String subject;
  private String circumstances;

  @Column(name = "policy_sha256")
  private String policySha256;

  @Column(name = "proposed_by")
  private String proposedBy;

  @Column(name = "proposed_at")
  private Instant proposedAt;

  protected ProposalRow() {}

  ProposalRow(RevocationProposal proposal) {
    this.proposalId = proposal.id().toString();
    this.trigger = proposal.order().trigger();
    this.subject = proposal.order().subject().toString();
    this.circumstances = proposal.order().comment();
    this.policySha256 = proposal.policySha256();
    this.proposedBy = proposal.proposedBy();
    this.proposedAt = proposal.proposedAt();
  }

  RevocationProposal proposal() {
    return new RevocationProposal(
        UUID.fromString(proposalId),
        new TriggerOrder(trigger, Subject.parse(subject), circumstances),
        policySha256,
        proposedBy,
        proposedAt);
  }
}
