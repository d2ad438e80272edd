package org.bailiwick.aca.revocation;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.node.audit.InstantColumn;

@Entity(name = "Crl")
@Table(name = "crl")
@IdClass(CrlKey.class)
class CrlRow {

  @Id
  @Column(name = "issuer_id")
  private String issuerId;

  @Id private int shard;
  @Id private long number;
  private byte[] der;

  @Column(name = "this_update")
  @Convert(converter = InstantColumn.class)
  private Instant thisUpdate;

  @Column(name = "next_update")
  @Convert(converter = InstantColumn.class)
  private Instant nextUpdate;

  protected CrlRow() {}

  CrlRow(String issuerId, int shard, PublishedCrl crl) {
    this.issuerId = issuerId;
    this.shard = shard;
    this.number = crl.number();
    this.der = crl.der().bytes();
    this.thisUpdate = crl.thisUpdate();
    this.nextUpdate = crl.nextUpdate();
  }

  PublishedCrl crl() {
    return new PublishedCrl(number, Octets.of(der), thisUpdate, nextUpdate);
  }
}
