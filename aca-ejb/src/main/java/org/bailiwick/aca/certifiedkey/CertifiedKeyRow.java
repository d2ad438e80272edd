package org.bailiwick.aca.certifiedkey;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

@Entity(name = "CertifiedKey")
@Table(name = "certified_key")
@SuppressWarnings("unused") // columns that are stored and not read here
class CertifiedKeyRow {

  static final String SUBJECT = "subject";
  static final String OWNER = "owner";

  @Id
  @Column(name = "public_key_sha256")
  private String publicKeySha256;

  private String part;
  private String holder;

  private Instant since;

  protected CertifiedKeyRow() {}

  private CertifiedKeyRow(String publicKeySha256, String part, String holder, Instant since) {
    this.publicKeySha256 = publicKeySha256;
    this.part = part;
    this.holder = holder;
    this.since = since;
  }

  static CertifiedKeyRow ofSubject(HeldKey key, Instant since) {
    return new CertifiedKeyRow(key.sha256(), SUBJECT, key.holder(), since);
  }

  /**
   * The row of an owner's key has no holder, because certificates of many agents may have the key.
   */
  static CertifiedKeyRow ofOwner(String publicKeySha256, Instant since) {
    return new CertifiedKeyRow(publicKeySha256, OWNER, "", since);
  }
}
