package org.bailiwick.aca.waiting;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.node.audit.InstantColumn;

@Entity(name = "WaitingEnrolment")
@Table(name = "waiting_enrolment")
class WaitingRow {

  @Id
  @Column(name = "waiting_id")
  private String waitingId;

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
  @Convert(converter = InstantColumn.class)
  private Instant askedAt;

  @Column(name = "expires_at")
  @Convert(converter = InstantColumn.class)
  private Instant expiresAt;

  protected WaitingRow() {}

  WaitingRow(WaitingEnrolment waiting) {
    this.waitingId = waiting.id().toString();
    this.requestDigest = waiting.requestDigest();
    this.applicant = waiting.applicant();
    this.agent = waiting.requested().agent();
    this.profile = waiting.requested().profile();
    this.owner = waiting.requested().owner();
    this.requester = waiting.requested().requester();
    this.application = waiting.application();
    this.approvers = waiting.approvers();
    this.askedAt = waiting.askedAt();
    this.expiresAt = waiting.expiresAt();
  }

  WaitingEnrolment waiting() {
    return new WaitingEnrolment(
        requestDigest,
        applicant,
        new WaitingEnrolment.Requested(agent, profile, owner, requester),
        application,
        approvers,
        askedAt,
        expiresAt);
  }
}
