package org.bailiwick.aca.crl;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import org.bailiwick.aca.claims.Octets;

@Entity(name = "CrlPart")
@Table(name = "crl_part")
@IdClass(CrlPartKey.class)
class CrlPartRow {

  @Id
  @Column(name = "issuer_id")
  private String issuerId;

  @Id private int shard;
  @Id private long number;
  @Id private int part;
  private byte[] octets;

  protected CrlPartRow() {}

  CrlPartRow(CrlKey key, int part, Octets octets) {
    this.issuerId = key.issuerId();
    this.shard = key.shard();
    this.number = key.number();
    this.part = part;
    this.octets = octets.bytes();
  }

  Octets octets() {
    return Octets.of(octets);
  }
}
