package org.bailiwick.aca.issuance;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.contract.credential.SerialNumber;

@Entity(name = "Enrolment")
@Table(name = "enrolment")
@IdClass(EnrolmentKey.class)
class EnrolmentRow {

  @Id
  @Column(name = "idempotency_key")
  private String idempotencyKey;

  @Id private String applicant;

  @Column(name = "request_digest")
  private String requestDigest;

  @Column(name = "issuer_id")
  private String issuerId;

  private String serial;

  protected EnrolmentRow() {}

  EnrolmentRow(EnrolmentKey key, String requestDigest, CredentialRef ref) {
    this.idempotencyKey = key.idempotencyKey();
    this.applicant = key.applicant();
    this.requestDigest = requestDigest;
    this.issuerId = ref.issuerId();
    this.serial = ref.serial().hex();
  }

  boolean isFor(String digest) {
    return requestDigest.equals(digest);
  }

  CredentialRef ref() {
    return new CredentialRef(issuerId, SerialNumber.parse(serial));
  }
}
