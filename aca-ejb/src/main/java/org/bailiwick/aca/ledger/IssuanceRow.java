package org.bailiwick.aca.ledger;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.aca.certifiedkey.HeldKey;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.Principal;

@Entity(name = "Issuance")
@Table(name = "issuance")
@IdClass(LedgerKey.class)
class IssuanceRow {

  @Id
  @Column(name = "issuer_id")
  private String issuerId;

  @Id private String serial;

  /** Set by the database in the order of inserts, which does not depend on a clock. */
  @Column(insertable = false, updatable = false)
  private long seq;

  private String profile;

  @Column(name = "agent")
  private String holder;

  private String owner;

  @Column(name = "principal_kind")
  private String principalKind;

  @Column(name = "principal_issuer")
  private String principalIssuer;

  @Column(name = "principal_subject")
  private String principalSubject;

  private String requester;

  @Column(name = "device_issuer")
  private String deviceIssuer;

  @Column(name = "device_serial")
  private String deviceSerial;

  @Column(name = "evidence_digest")
  private String evidenceDigest;

  @Column(name = "owner_key_sha256")
  private String ownerKeySha256;

  private String verdict;

  @Column(name = "public_key_sha256")
  private String publicKeySha256;

  @Column(name = "predecessor_serial")
  private String predecessorSerial;

  @Column(name = "crl_shard")
  private int crlShard;

  @Column(name = "not_before")
  private Instant notBefore;

  @Column(name = "not_after")
  private Instant notAfter;

  private byte[] tbs;

  @Column(name = "request_id")
  private String requestId;

  @Column(name = "reserved_at")
  private Instant reservedAt;

  protected IssuanceRow() {}

  IssuanceRow(IssuanceEntry entry, String requestId, Instant reservedAt) {
    this.issuerId = entry.ref().issuerId();
    this.serial = entry.ref().serial().hex();
    this.profile = entry.profile();
    this.holder = entry.key().holder();
    this.owner = entry.grounds().owner().map(Owner::value).orElse(null);
    entry.grounds().principal().ifPresent(this::setPrincipal);
    this.requester = entry.grounds().requester().orElse(null);
    entry.grounds().device().ifPresent(this::setDevice);
    this.evidenceDigest = entry.grounds().evidenceDigest().orElse(null);
    this.ownerKeySha256 = entry.grounds().ownerKeySha256().orElse(null);
    this.verdict = entry.grounds().verdict();
    this.publicKeySha256 = entry.key().sha256();
    this.predecessorSerial = entry.predecessor().map(SerialNumber::hex).orElse(null);
    this.crlShard = entry.crlShard();
    this.notBefore = entry.validity().notBefore();
    this.notAfter = entry.validity().notAfter();
    this.tbs = entry.tbs().bytes();
    this.requestId = requestId;
    this.reservedAt = reservedAt;
  }

  private void setPrincipal(Principal principal) {
    this.principalKind = principal.kind().token();
    this.principalIssuer = principal.issuer();
    this.principalSubject = principal.subject();
  }

  private void setDevice(Grounds.Device device) {
    this.deviceIssuer = device.issuer();
    this.deviceSerial = device.serialNumber();
  }

  IssuanceEntry entry() {
    return new IssuanceEntry(
        ref(),
        profile,
        new HeldKey(publicKeySha256, holder),
        grounds(),
        Optional.ofNullable(predecessorSerial).map(SerialNumber::parse),
        crlShard,
        new Validity(notBefore, notAfter),
        Octets.of(tbs));
  }

  private Grounds grounds() {
    return new Grounds(
        Optional.ofNullable(owner).map(Owner::new),
        Optional.ofNullable(principalKind)
            .map(
                kind ->
                    new Principal(Principal.Kind.parse(kind), principalIssuer, principalSubject)),
        Optional.ofNullable(requester),
        Optional.ofNullable(deviceIssuer).map(name -> new Grounds.Device(name, deviceSerial)),
        Optional.ofNullable(evidenceDigest),
        Optional.ofNullable(ownerKeySha256),
        verdict);
  }

  CredentialRef ref() {
    return new CredentialRef(issuerId, SerialNumber.parse(serial));
  }
}
