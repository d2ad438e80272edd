package org.bailiwick.command.operator;

import java.nio.file.Path;
import java.security.PublicKey;
import org.bailiwick.aca.ceremony.CeremonyRecord;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

/** The key that signs what is said of the audit log, as a ceremony's record names it. */
final class AuditKey {
  private AuditKey() {}

  /** Of a home. */
  static PublicKey of(Path home) {
    return CeremonyRecord.auditKeyOf(
        home.resolve("authority/ceremony").resolve(CeremonyRecord.FILE));
  }

  /** RFC 7638, the key id of what it signs. */
  static String thumbprint(PublicKey key) {
    try {
      return PublicJsonWebKey.Factory.newPublicJwk(key)
          .calculateBase64urlEncodedThumbprint("SHA-256");
    } catch (JoseException e) {
      throw new IllegalStateException("The audit key has no JWK form", e);
    }
  }
}
