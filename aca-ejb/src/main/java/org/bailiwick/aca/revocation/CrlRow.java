package org.bailiwick.aca.revocation;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.node.audit.InstantColumn;

/** A CRL in force once; its octets are {@link CrlPartRow}s, written before it. */
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
  @Convert(converter = InstantColumn.class)
  private Instant thisUpdate;

  @Column(name = "next_update")
  @Convert(converter = InstantColumn.class)
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
