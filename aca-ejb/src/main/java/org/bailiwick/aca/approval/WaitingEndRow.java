package org.bailiwick.aca.approval;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.contract.credential.SerialNumber;

@Entity(name = "WaitingEnrolmentEnd")
@Table(name = "waiting_enrolment_end")
class WaitingEndRow {

  @Id
  @Column(name = "waiting_id")
  private String proposalId;

  private String outcome;

  @Column(name = "ended_by")
  private String endedBy;

  @Column(name = "ended_at")
  private Instant endedAt;

  @Column(name = "issuer_id")
  private String issuerId;

  private String serial;

  protected WaitingEndRow() {}

  WaitingEndRow(UUID proposalId, Progress.End end) {
    this.proposalId = proposalId.toString();
    this.outcome = end.outcome().token();
    this.endedBy = end.by();
    this.endedAt = end.at();
    this.issuerId = end.issued().map(CredentialRef::issuerId).orElse(null);
    this.serial = end.issued().map(ref -> ref.serial().hex()).orElse(null);
  }

  Progress.End end() {
    return new Progress.End(
        Progress.State.of(outcome),
        endedBy,
        endedAt,
        Optional.ofNullable(serial)
            .map(hex -> new CredentialRef(issuerId, SerialNumber.parse(hex))));
  }
}
