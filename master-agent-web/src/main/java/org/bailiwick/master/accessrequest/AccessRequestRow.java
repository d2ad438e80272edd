package org.bailiwick.master.accessrequest;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.bailiwick.master.approval.Choice;
import org.bailiwick.master.approval.Verdict;
import org.bailiwick.master.approver.SignIn;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.identityprovider.SignedInPerson;
import org.bailiwick.node.audit.InstantColumn;

/** The row of a request. What was asked never changes; decision and ends are added once. */
@Entity
@Table(name = "access_request")
class AccessRequestRow {

  @Id
  @Column(name = "request_id")
  private String id;

  @Column(name = "evaluation_id")
  private String evaluationId;

  private String asker;
  private String application;
  private String question;

  @Column(name = "question_sha256")
  private String questionSha256;

  private String reason;
  private String justification;

  @Convert(converter = InstantColumn.class)
  @Column(name = "requested_until")
  private Instant requestedUntil;

  @Convert(converter = InstantColumn.class)
  @Column(name = "asked_at")
  private Instant askedAt;

  @Convert(converter = InstantColumn.class)
  @Column(name = "expires_at")
  private Instant expiresAt;

  @SuppressWarnings("unused") // for queries
  @Column(name = "idempotency_key")
  private String idempotencyKey;

  @Column(name = "body_sha256")
  private String bodySha256;

  private String decision;
  private String approver;
  private String comment;

  @Convert(converter = InstantColumn.class)
  @Column(name = "decided_at")
  private Instant decidedAt;

  @Column(name = "session_id")
  private String sessionId;

  @Column(name = "sign_in")
  private String signIn;

  @Convert(converter = InstantColumn.class)
  @Column(name = "cancelled_at")
  private Instant cancelledAt;

  @Convert(converter = InstantColumn.class)
  @Column(name = "revoked_at")
  private Instant revokedAt;

  @SuppressWarnings("unused") // for those who investigate
  @Column(name = "revoked_by")
  private String revokedBy;

  protected AccessRequestRow() {}

  /**
   * A new row.
   *
   * @param key the digest of asker and Idempotency-Key, if there is one
   * @param bodySha256 the digest of what was posted
   */
  static AccessRequestRow of(RequestedAccess request, Optional<String> key, String bodySha256) {
    AccessRequestRow row = new AccessRequestRow();
    row.id = request.id();
    row.evaluationId = request.evaluationId();
    row.asker = request.asker();
    row.application = request.application();
    row.question = request.question();
    row.questionSha256 = request.questionSha256();
    row.reason = request.reason();
    row.justification = request.askedFor().justification().orElse(null);
    row.requestedUntil = request.askedFor().until().orElse(null);
    row.askedAt = request.times().askedAt();
    row.expiresAt = request.times().expiresAt();
    row.idempotencyKey = key.orElse(null);
    row.bodySha256 = bodySha256;
    return row;
  }

  boolean isOfBody(String sha256) {
    return bodySha256.equals(sha256);
  }

  StoredRequest stored() {
    return new StoredRequest(
        id,
        new RequestedAccess(
            evaluationId,
            asker,
            application,
            question,
            questionSha256,
            reason,
            new RequestedAccess.AskedFor(
                Optional.ofNullable(justification), Optional.ofNullable(requestedUntil)),
            new RequestedAccess.Times(askedAt, expiresAt)),
        Optional.ofNullable(decision).map(this::verdict),
        Optional.ofNullable(cancelledAt),
        Optional.ofNullable(revokedAt));
  }

  private Verdict verdict(String choice) {
    return new Verdict(
        approver,
        Choice.valueOf(choice.toUpperCase(Locale.ROOT)),
        Optional.ofNullable(comment),
        Optional.empty(),
        decidedAt,
        Optional.ofNullable(sessionId)
            .map(
                session ->
                    new SignIn(
                        session,
                        SignedInPerson.stored(CallerIdentity.Person.named(approver), signIn))));
  }
}
