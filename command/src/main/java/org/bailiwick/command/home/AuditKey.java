package org.bailiwick.command.home;

import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import org.bailiwick.aca.ceremony.records.AuditSuccession;
import org.bailiwick.aca.ceremony.records.CeremonyRecord;
import org.bailiwick.aca.ceremony.records.KeyUse;
import org.bailiwick.node.jose.PublicJwk;

/** The key that signs heads of the audit log and archives, from the record of a ceremony. */
public final class AuditKey {
  private AuditKey() {}

  /** The audit key of a home. */
  public static PublicKey of(Path home) {
    return CeremonyRecord.auditKeyOf(
        home.resolve("authority/ceremony").resolve(CeremonyRecord.FILE));
  }

  /**
   * The keys of the home's domain nodes, which also sign tokens; their record is signed by the
   * audit key.
   */
  static List<PublicKey> ofDomain(Path home) {
    Path record = home.resolve("authority/ceremony").resolve(CeremonyRecord.FILE);
    return CeremonyRecord.read(record, of(home)).all(KeyUse.TOKENS).stream()
        .map(CeremonyRecord.KeyEntry::publicKey)
        .toList();
  }

  /** The label of a key in the token, from the records of a home. */
  public static String label(Path home, PublicKey key) {
    return AuditSuccession.read(home.resolve("authority/ceremony")).keys().stream()
        .filter(each -> each.publicKey().equals(key))
        .map(AuditSuccession.AuditKey::label)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "No ceremony record names the audit key " + PublicJwk.thumbprint(key)));
  }
}
