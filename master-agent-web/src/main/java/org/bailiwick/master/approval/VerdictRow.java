package org.bailiwick.master.approval;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.master.approver.SignIn;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.identityprovider.SignedInPerson;
import org.bailiwick.node.audit.InstantColumn;

/** The row of a decision, which is never changed. Its primary key makes a person count once. */
@Entity
@Table(name = "approval_decision")
@IdClass(VerdictRow.Key.class)
class VerdictRow {

  @Id
  @Column(name = "approval_id")
  private String approvalId;

  @Id private String approver;

  private String decision;
  private String comment;
  private String output;

  @Convert(converter = InstantColumn.class)
  @Column(name = "decided_at")
  private Instant decidedAt;

  @Column(name = "session_id")
  private String sessionId;

  @Column(name = "sign_in")
  private String signIn;

  protected VerdictRow() {}

  static VerdictRow of(String approvalId, Verdict verdict) {
    VerdictRow row = new VerdictRow();
    row.approvalId = approvalId;
    row.approver = verdict.approver();
    row.decision = verdict.choice().text();
    row.comment = verdict.comment().orElse(null);
    row.output = verdict.output().orElse(null);
    row.decidedAt = verdict.decidedAt();
    row.sessionId = verdict.signIn().map(SignIn::session).orElse(null);
    row.signIn = verdict.signIn().map(shown -> shown.person().stored()).orElse(null);
    return row;
  }

  String approvalId() {
    return approvalId;
  }

  Verdict verdict() {
    return new Verdict(
        approver,
        Choice.of(decision),
        Optional.ofNullable(comment),
        Optional.ofNullable(output),
        decidedAt,
        Optional.ofNullable(sessionId).map(this::signIn));
  }

  private SignIn signIn(String session) {
    return new SignIn(
        session, SignedInPerson.stored(CallerIdentity.Person.named(approver), signIn));
  }

  /** The two columns of the primary key. */
  record Key(String approvalId, String approver) {}
}
