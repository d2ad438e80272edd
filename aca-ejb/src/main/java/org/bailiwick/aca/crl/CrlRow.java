package org.bailiwick.aca.crl;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;

/** A CRL that is or was in force; its octets are in {@link CrlPartRow}s. */
@Entity(name = "Crl")
@Table(name = "crl")
@IdClass(CrlKey.class)
class CrlRow {

  @Id
  @Column(name = "issuer_id")
  private String issuerId;

  @Id private int shard;
  @Id private long number;

  @Column(name = "this_update")
  private Instant thisUpdate;

  @Column(name = "next_update")
  private Instant nextUpdate;

  protected CrlRow() {}

  CrlRow(CrlKey key, PublishedCrl.Edition edition) {
    this.issuerId = key.issuerId();
    this.shard = key.shard();
    this.number = key.number();
    this.thisUpdate = edition.thisUpdate();
    this.nextUpdate = edition.nextUpdate();
  }

  PublishedCrl.Edition edition() {
    return new PublishedCrl.Edition(number, thisUpdate, nextUpdate);
  }
}
