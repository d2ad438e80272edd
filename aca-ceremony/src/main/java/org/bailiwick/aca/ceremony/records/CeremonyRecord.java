package org.bailiwick.aca.ceremony.records;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.bailiwick.aca.ceremony.certificate.CeremonyNames;
import org.bailiwick.aca.lint.CertificateProfile;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.node.jose.JwsSigner;

/**
 * The record of a ceremony, signed by its audit key: the keys, the certificates that existed before
 * the ledger, and the root CRL. A node imports it when it first starts.
 *
 * @param names trust domain and organisation of the authority
 * @param succession what a later ceremony's key follows; its keys and certificates repeat those
 *     that signed, which it did not make, and its own key is the last
 */
public record CeremonyRecord(
    CeremonyNames names,
    Circumstances circumstances,
    List<KeyEntry> keys,
    List<CertificateEntry> certificates,
    List<CrlEntry> crls,
    Optional<Succession> succession) {

  /** File name in the ceremony's folder. */
  public static final String FILE = "record.jws";

  private static final String LATER = "successor-";

  /**
   * When and how the ceremony was held.
   *
   * @param rootMode {@code self-signed} or {@code subordinate}
   * @param inputSha256 digest of the ceremony's file, hex
   * @param software names and versions of what took part
   */
  public record Circumstances(
      Instant heldAt, String rootMode, String inputSha256, Map<String, String> software) {}

  /**
   * The key that a new key succeeds.
   *
   * @param of label of the key before it; {@code none} for the first of its use
   * @param inService time from which the new key is used
   * @param previousSha256 digest of the first ceremony's record, hex
   * @param endorsement what the key before says of the new one, for those who know only that one
   * @param announcement whether nodes must have had the time to read of the new one before
   */
  public record Succession(
      String of,
      Instant inService,
      String previousSha256,
      Optional<String> endorsement,
      Announcement announcement) {}

  /** File name of the record of a later ceremony that made this key. */
  public static String laterFile(String label) {
    return LATER + label + ".jws";
  }

  /** The records of later ceremonies in a folder, by name. */
  public static List<Path> laterFiles(Path folder) {
    return files(folder, LATER);
  }

  /** The records in a folder whose names begin so, by name. */
  static List<Path> files(Path folder, String prefix) {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith(prefix))
          .filter(file -> file.getFileName().toString().endsWith(".jws"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new CeremonyException("The ceremony folder " + folder + " can't be read", e);
    }
  }

  /**
   * A key that was made.
   *
   * @param token name of its token
   * @param algorithm shape, for instance {@code ec-p256}
   * @param rotation after how long its successor is to be in service
   */
  public record KeyEntry(
      String label,
      String token,
      String algorithm,
      KeyUse use,
      Period rotation,
      PublicKey publicKey) {}

  /**
   * A certificate that was made.
   *
   * @param issuerId label of the key that signed it; its own for a self-signed one, {@link
   *     #OUTSIDE} for one that an organisation's root signed
   * @param keyLabel label of the certified key, if that is one of the record's
   */
  public record CertificateEntry(
      String issuerId,
      SerialNumber serial,
      CertificateProfile profile,
      Optional<String> keyLabel,
      X509Certificate certificate) {

    /** The issuer id of what none of our keys signed; no such issuer is in the ledger. */
    public static final String OUTSIDE = "outside";

    /** The line of a certificate, which holds its own serial number. */
    public static CertificateEntry of(
        String issuer,
        CertificateProfile profile,
        X509Certificate certificate,
        Optional<String> keyLabel) {
      return new CertificateEntry(
          issuer, new SerialNumber(certificate.getSerialNumber()), profile, keyLabel, certificate);
    }
  }

  /** A CRL that was made. */
  public record CrlEntry(String issuerId, X509CRL crl) {}

  /** An issuer: its id in URLs and ledger, which is its key's label, and its certificate. */
  public record Issuer(String issuerId, CertificateProfile profile, X509Certificate certificate) {}

  /**
   * Reads and verifies a record.
   *
   * @param auditKey the public key of the token's key labelled as the audit key
   * @throws CeremonyException when it can't be read, is not signed by that key, or contradicts
   *     itself
   */
  public static CeremonyRecord read(Path file, PublicKey auditKey) {
    try {
      String compact = Files.readString(file, StandardCharsets.US_ASCII).strip();
      CeremonyRecord record = RecordFormat.verified(compact, auditKey);
      RecordConsistency.check(record, auditKey);
      return record;
    } catch (IOException e) {
      throw new CeremonyException("The ceremony record " + file + " can't be read", e);
    }
  }

  /**
   * The audit key that a record names, for one who has no token: the record must be signed by it
   * and agree with itself. That it is the right key is known only by its thumbprint, from another
   * way.
   *
   * @throws CeremonyException as {@link #read}
   */
  public static PublicKey auditKeyOf(Path file) {
    try {
      String compact = Files.readString(file, StandardCharsets.US_ASCII).strip();
      PublicKey claimed = RecordFormat.claimedAuditKey(compact);
      read(file, claimed);
      return claimed;
    } catch (IOException e) {
      throw new CeremonyException("The ceremony record " + file + " can't be read", e);
    }
  }

  /**
   * As text for its file, once what was signed was read again and agrees with itself.
   *
   * @param signer signs with the audit key
   */
  public String signed(JwsSigner signer, PublicKey auditKey) {
    String compact = RecordFormat.signed(this, signer);
    RecordConsistency.check(RecordFormat.verified(compact, auditKey), auditKey);
    return compact;
  }

  /** SHA-256 of a file, hex; {@link CeremonyException} when it can't be read. */
  public static String digest(Path file) {
    try {
      return Sha256.hex(Files.readAllBytes(file));
    } catch (IOException e) {
      throw new CeremonyException("The file " + file + " can't be read", e);
    }
  }

  /** The authorities whose keys the ceremony made. */
  public List<Issuer> issuers() {
    return certificates.stream()
        .filter(entry -> entry.profile().isAuthority() && entry.keyLabel().isPresent())
        .map(
            entry ->
                new Issuer(entry.keyLabel().orElseThrow(), entry.profile(), entry.certificate()))
        .toList();
  }

  /** The issuer with the one key of this use. */
  public Issuer issuer(KeyUse use) {
    return issuer(key(use).label());
  }

  /** The issuer with the key that a later ceremony made. */
  public Issuer madeIssuer() {
    return issuer(made().label());
  }

  private Issuer issuer(String label) {
    return issuers().stream()
        .filter(issuer -> issuer.issuerId().equals(label))
        .findFirst()
        .orElseThrow(() -> new CeremonyException("The record has no issuer " + label));
  }

  /**
   * The certificates by which one root vouches for another's key, by the name of file and URL
   * without its ending.
   */
  public Map<String, X509Certificate> links() {
    Map<String, X509Certificate> links = new TreeMap<>();
    for (CertificateEntry entry : certificates) {
      if (entry.profile().isAuthority() && entry.keyLabel().isEmpty()) {
        keys.stream()
            .filter(key -> key.publicKey().equals(entry.certificate().getPublicKey()))
            .forEach(
                key -> links.put(linkName(key.label(), entry.issuerId()), entry.certificate()));
      }
    }
    return links;
  }

  /** Name of the certificate by which one root vouches for another's key. */
  public static String linkName(String subject, String issuer) {
    return subject + "-by-" + issuer;
  }

  /** Whether a later ceremony than the first left it. */
  public boolean isLater() {
    return succession.isPresent();
  }

  /** The one key that a later ceremony made. */
  public KeyEntry made() {
    return keys.getLast();
  }

  /** Whether it names a key of this use, which only an optional use can lack. */
  public boolean has(KeyUse use) {
    return keys.stream().anyMatch(key -> key.use() == use);
  }

  /** The one key of this use. */
  public KeyEntry key(KeyUse use) {
    return keys.stream()
        .filter(key -> key.use() == use)
        .findFirst()
        .orElseThrow(() -> new CeremonyException("The record has no key for " + use.token()));
  }
}
