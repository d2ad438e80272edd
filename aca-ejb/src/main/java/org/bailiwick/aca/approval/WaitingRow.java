package org.bailiwick.aca.approval;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

@Entity(name = "WaitingEnrolment")
@Table(name = "waiting_enrolment")
@SuppressWarnings("unused") // the expiry is for queries
class WaitingRow {

  @Id
  @Column(name = "waiting_id")
  private String proposalId;

  @Column(name = "request_digest")
  private String requestDigest;

  private String applicant;
  private String agent;
  private String profile;
  private String owner;
  private String requester;

  @Column(name = "dossier")
  private String application;

  private int approvers;

  @Column(name = "asked_at")
  private Instant proposedAt;

  @Column(name = "expires_at")
  private Instant expiresAt;

  protected WaitingRow() {}

  WaitingRow(WaitingEnrolment waiting) {
    this.proposalId = waiting.id().toString();
    this.requestDigest = waiting.digest();
    this.applicant = waiting.applicant();
    this.agent = waiting.requested().agent();
    this.profile = waiting.requested().profile();
    this.owner = waiting.requested().owner();
    this.requester = waiting.requested().requester();
    this.application = waiting.application();
    this.approvers = waiting.approvers();
    this.proposedAt = waiting.proposedAt();
    this.expiresAt = waiting.expiresAt();
  }

  WaitingEnrolment waiting() {
    return new WaitingEnrolment(
        requestDigest,
        applicant,
        new WaitingEnrolment.Requested(agent, profile, owner, requester),
        application,
        approvers,
        proposedAt);
  }
}
