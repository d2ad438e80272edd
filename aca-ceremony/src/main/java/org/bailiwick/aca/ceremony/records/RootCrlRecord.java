package org.bailiwick.aca.ceremony.records;

import java.math.BigInteger;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.ceremony.certificate.RootCrlMaker;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.CrlEntry;

/**
 * The record of a ceremony that signed a root's CRL and made no key: a {@link CeremonyRecord} with
 * that root and that one CRL.
 *
 * @param root label of the root
 * @param certificate the root's certificate in this record
 */
public record RootCrlRecord(String root, X509Certificate certificate, X509CRL crl) {

  private static final String PREFIX = "crl-";

  /** File name of the record of this CRL. */
  public static String file(String root, BigInteger number) {
    return PREFIX + root + "-" + number + ".jws";
  }

  /** The records of such ceremonies in a folder, sorted by name. */
  public static List<Path> files(Path folder) {
    return CeremonyRecord.files(folder, PREFIX);
  }

  /**
   * Reads a record.
   *
   * @param audits the succession of audit keys that verifies the record
   * @throws CeremonyException when it can't be read, is not verified, or is inconsistent
   */
  public static RootCrlRecord read(Path file, AuditSuccession audits) {
    CeremonyRecord record = audits.record(file);
    if (record.crls().size() != 1) {
      throw new CeremonyException("The record " + file + " does not have exactly one CRL");
    }
    CrlEntry only = record.crls().getFirst();
    X509Certificate root =
        record.issuers().stream()
            .filter(issuer -> issuer.issuerId().equals(only.issuerId()))
            .map(CeremonyRecord.Issuer::certificate)
            .findFirst()
            .orElseThrow(() -> new CeremonyException("The record " + file + " has no root"));
    return new RootCrlRecord(only.issuerId(), root, only.crl());
  }

  /** The CRL number, which rises with each CRL of this root (RFC 5280 section 5.2.3). */
  public BigInteger number() {
    return RootCrlMaker.number(crl);
  }

  /**
   * Checks that the known root signed the CRL.
   *
   * @throws CeremonyException when no root is known, or another key signed the CRL
   */
  public void requireOf(Optional<X509Certificate> known) {
    X509Certificate own =
        known.orElseThrow(() -> new CeremonyException("This authority has no root " + root));
    try {
      crl.verify(own.getPublicKey());
    } catch (GeneralSecurityException e) {
      throw new CeremonyException("The CRL of " + root + " is not signed by its key", e);
    }
  }
}
