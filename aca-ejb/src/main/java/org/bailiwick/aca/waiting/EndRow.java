package org.bailiwick.aca.waiting;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.node.audit.InstantColumn;

@Entity(name = "WaitingEnrolmentEnd")
@Table(name = "waiting_enrolment_end")
@SuppressWarnings("unused") // who and when are kept for who reads the database
class EndRow {

  @Id
  @Column(name = "waiting_id")
  private String waitingId;

  private String outcome;

  @Column(name = "ended_by")
  private String endedBy;

  @Column(name = "ended_at")
  @Convert(converter = InstantColumn.class)
  private Instant endedAt;

  @Column(name = "issuer_id")
  private String issuerId;

  private String serial;

  protected EndRow() {}

  EndRow(UUID waitingId, EnrolmentProgress.State outcome, String endedBy, Instant endedAt) {
    this.waitingId = waitingId.toString();
    this.outcome = outcome.token();
    this.endedBy = endedBy;
    this.endedAt = endedAt;
  }

  EndRow issuing(CredentialRef ref) {
    this.issuerId = ref.issuerId();
    this.serial = ref.serial().hex();
    return this;
  }

  EnrolmentProgress.State state() {
    return EnrolmentProgress.State.valueOf(outcome.toUpperCase(Locale.ROOT));
  }

  Optional<CredentialRef> issued() {
    return Optional.ofNullable(serial)
        .map(hex -> new CredentialRef(issuerId, SerialNumber.parse(hex)));
  }
}
