package org.bailiwick.aca.ceremony;

import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.bailiwick.aca.ceremony.plan.RootCrlPlan;
import org.bailiwick.aca.ceremony.records.AuditSuccession;
import org.bailiwick.aca.ceremony.records.CeremonyException;
import org.bailiwick.aca.ceremony.records.CeremonyRecord;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.CertificateEntry;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.KeyEntry;
import org.bailiwick.aca.ceremony.records.KeyUse;
import org.bailiwick.aca.ceremony.records.RootCrlRecord;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.node.hsm.SigningKey;

/**
 * A root in the records of earlier ceremonies: its key, its certificate and its CRLs.
 *
 * @param firstSha256 digest of the first ceremony's record, hex
 * @param entry the root's key
 * @param audit the key that signs this ceremony's record
 * @param certificateEntry the root's own certificate
 * @param certificates all certificates of all records
 * @param crls its CRLs that have records of their own
 */
record RecordedRoot(
    CeremonyRecord first,
    String firstSha256,
    KeyEntry entry,
    KeyEntry audit,
    CertificateEntry certificateEntry,
    List<CertificateEntry> certificates,
    List<RootCrlRecord> crls) {

  /**
   * Reads the records.
   *
   * @throws CeremonyException when this audit key does not verify them, they are of another
   *     authority, or none has a root with this label
   */
  static RecordedRoot read(RootCrlPlan plan, SigningKey audit) {
    AuditSuccession records = AuditSuccession.signing(plan.folder(), audit);
    CeremonyRecord first = records.first();
    if (!first.names().equals(plan.names())) {
      throw new CeremonyException(
          "The record of the first ceremony is of another trust domain or organisation");
    }
    List<CeremonyRecord> later =
        CeremonyRecord.laterFiles(plan.folder()).stream().map(records::record).toList();
    String label = plan.root().label();
    CeremonyRecord made = madeBy(KeyUse.ROOT, label, first, later);
    List<CertificateEntry> all =
        Stream.concat(Stream.of(first), later.stream())
            .flatMap(record -> record.certificates().stream())
            .toList();
    return new RecordedRoot(
        first,
        CeremonyRecord.digest(plan.folder().resolve(CeremonyRecord.FILE)),
        made.made(KeyUse.ROOT),
        madeBy(KeyUse.AUDIT, audit.id(), first, later).made(KeyUse.AUDIT),
        made.certificateOf(label),
        all,
        RootCrlRecord.files(plan.folder()).stream()
            .map(each -> RootCrlRecord.read(each, records))
            .filter(record -> record.root().equals(label))
            .toList());
  }

  private static CeremonyRecord madeBy(
      KeyUse use, String label, CeremonyRecord first, List<CeremonyRecord> later) {
    if (first.key(use).label().equals(label)) {
      return first;
    }
    return later.stream()
        .filter(record -> record.made().use() == use && record.made().label().equals(label))
        .findFirst()
        .orElseThrow(
            () -> new CeremonyException("No record has a " + use.token() + " key " + label));
  }

  String label() {
    return entry.label();
  }

  X509Certificate certificate() {
    return certificateEntry.certificate();
  }

  /** Refuses a key in the token that has the root's label but is another key. */
  void requireKey(PublicKey inToken) {
    if (!Arrays.equals(inToken.getEncoded(), entry.publicKey().getEncoded())) {
      throw new CeremonyException("The token's key " + label() + " is not the recorded key");
    }
  }

  /** Whether the root signed a certificate with this serial number, other than its own. */
  boolean issued(SerialNumber serial) {
    return certificates.stream()
        .filter(one -> one.issuerId().equals(label()))
        .filter(one -> !one.certificate().equals(certificate()))
        .anyMatch(one -> one.serial().equals(serial));
  }
}
