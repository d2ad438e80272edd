package org.bailiwick.aca.wit;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import org.bailiwick.node.audit.InstantColumn;

@Entity(name = "WitKey")
@Table(name = "wit_key")
class WitKeyRow {

  @Id
  @Column(name = "key_id")
  private String keyId;

  private String label;

  @Column(name = "public_key")
  private byte[] publicKey;

  @Column(name = "made_at")
  @Convert(converter = InstantColumn.class)
  private Instant madeAt;

  @Column(name = "in_service")
  @Convert(converter = InstantColumn.class)
  private Instant inService;

  protected WitKeyRow() {}

  WitKeyRow(WitKey key) {
    this.keyId = key.keyId();
    this.label = key.label();
    this.publicKey = key.publicKey().getEncoded();
    this.madeAt = key.madeAt();
    this.inService = key.inService();
  }

  WitKey key() {
    try {
      return new WitKey(
          label,
          KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(publicKey)),
          madeAt,
          inService);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the row of key " + keyId + " holds no EC key", e);
    }
  }
}
