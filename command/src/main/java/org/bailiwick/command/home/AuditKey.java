package org.bailiwick.command.home;

import java.nio.file.Path;
import java.security.PublicKey;
import org.bailiwick.aca.ceremony.records.AuditSuccession;
import org.bailiwick.aca.ceremony.records.CeremonyRecord;
import org.bailiwick.aca.ceremony.records.KeyUse;
import org.bailiwick.node.jose.PublicJwk;

/** The key that signs what is said of the audit log, as a ceremony's record names it. */
public final class AuditKey {
  private AuditKey() {}

  /** The audit key of a home. */
  public static PublicKey of(Path home) {
    return CeremonyRecord.auditKeyOf(
        home.resolve("authority/ceremony").resolve(CeremonyRecord.FILE));
  }

  /** The key of its domain node, which signs tokens too; the audit key signs its record. */
  static PublicKey ofDomain(Path home) {
    Path record = home.resolve("authority/ceremony").resolve(CeremonyRecord.FILE);
    return CeremonyRecord.read(record, of(home)).key(KeyUse.TOKENS).publicKey();
  }

  /** Label of a key in the token, as the records of a home name it. */
  public static String label(Path home, PublicKey key) {
    return AuditSuccession.read(home.resolve("authority/ceremony")).keys().stream()
        .filter(each -> each.publicKey().equals(key))
        .map(AuditSuccession.AuditKey::label)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "No ceremony record names the audit key " + thumbprint(key)));
  }

  /** RFC 7638, the key id of what it signs. */
  public static String thumbprint(PublicKey key) {
    return PublicJwk.thumbprint(key);
  }
}
