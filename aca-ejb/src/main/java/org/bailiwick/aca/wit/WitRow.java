package org.bailiwick.aca.wit;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.node.audit.InstantColumn;

/** A Workload Identity Token or a JWT-SVID; the audit log has its kind. */
@Entity(name = "Wit")
@Table(name = "wit")
@SuppressWarnings("unused") // columns that are stored and not read here
class WitRow {

  @Id private String jti;

  @Column(name = "issuer_id")
  private String issuerId;

  private String serial;

  @Column(name = "key_id")
  private String keyId;

  @Column(name = "claims_sha256")
  private String claimsSha256;

  @Column(name = "issued_at")
  @Convert(converter = InstantColumn.class)
  private Instant issuedAt;

  @Column(name = "expires_at")
  @Convert(converter = InstantColumn.class)
  private Instant expiresAt;

  @Column(name = "status_list")
  private Long statusList;

  @Column(name = "status_index")
  private Integer statusIndex;

  protected WitRow() {}

  WitRow(RecordedToken token, CredentialRef ref, String keyId) {
    this.jti = token.id();
    this.issuerId = ref.issuerId();
    this.serial = ref.serial().hex();
    this.keyId = keyId;
    this.claimsSha256 = Claims.sha256(token.claims().toString());
    this.issuedAt = token.issuedAt();
    this.expiresAt = token.expiresAt();
    this.statusList = token.place().list();
    this.statusIndex = token.place().index();
  }
}
