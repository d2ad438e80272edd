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
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.jose.PublicJwk;

/**
 * The record of a ceremony, signed by its audit key: the keys, the certificates that existed before
 * the ledger, and the root CRL. A node imports it when it first starts. The record of a later
 * ceremony repeats the keys and certificates that signed; its last key is the new one.
 *
 * @param names trust domain and organisation of the authority
 * @param succession of a later ceremony: the key that its new key succeeds
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
   * @param software versions of the programs that took part, by name
   */
  public record Circumstances(
      Instant heldAt, String rootMode, String inputSha256, Map<String, String> software) {}

  /**
   * The key that a new key succeeds.
   *
   * @param of label of the previous key; {@code none} for the first key of its use
   * @param inService time from which the new key is used
   * @param firstSha256 digest of the first ceremony's record, hex
   * @param endorsement a statement on the new key that the earlier key signed, for nodes that know
   *     only the earlier key; for an audit key, the new key's statement on the earlier records
   * @param announcement whether nodes must have time to read the new key before it is used
   */
  public record Succession(
      String of,
      Instant inService,
      String firstSha256,
      Optional<String> endorsement,
      Announcement announcement) {}

  /** File name of the record of a later ceremony that made this key. */
  public static String laterFile(String label) {
    return LATER + label + ".jws";
  }

  /** The records of later ceremonies in a folder, sorted by name. */
  public static List<Path> laterFiles(Path folder) {
    return files(folder, LATER);
  }

  /** The records in a folder whose names begin with the prefix, sorted by name. */
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
   * @param algorithm for instance {@code ec-p256}
   * @param rotation time until a successor is to be in service
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
   * @param keyLabel label of the certified key, if the record has that key
   */
  public record CertificateEntry(
      String issuerId,
      SerialNumber serial,
      CertificateProfile profile,
      Optional<String> keyLabel,
      X509Certificate certificate) {

    /** The issuer id of a certificate that an organisation's root signed; not in the ledger. */
    public static final String OUTSIDE = "outside";

    /** The entry of a certificate, whose serial number is read from the certificate. */
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
   * @param auditKey public key of the audit key in the token
   * @throws CeremonyException when the record can't be read, is of another key, or inconsistent
   */
  public static CeremonyRecord read(Path file, PublicKey auditKey) {
    CeremonyRecord record = RecordFormat.verified(compact(file), auditKey);
    RecordConsistency.check(record, auditKey);
    return record;
  }

  private static String compact(Path file) {
    try {
      return Files.readString(file, StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      throw new CeremonyException("The ceremony record " + file + " can't be read", e);
    }
  }

  /**
   * The audit key that a record names, for a reader without a token. The record must be signed by
   * this key and be consistent. The reader has to compare the key's thumbprint with one that it got
   * in another way.
   *
   * @throws CeremonyException as {@link #read}
   */
  public static PublicKey auditKeyOf(Path file) {
    PublicKey claimed = RecordFormat.claimedAuditKey(compact(file));
    read(file, claimed);
    return claimed;
  }

  /** The signed text for the record's file. It is read and checked again before it is returned. */
  public String signed(SigningKey audit) {
    PublicKey auditKey = audit.publicKey();
    String compact =
        RecordFormat.signed(this, new JwsSigner(audit, PublicJwk.thumbprint(auditKey)));
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

  /** The issuers whose keys the ceremony made. */
  public List<Issuer> issuers() {
    return certificates.stream()
        .filter(entry -> entry.profile().isCa() && entry.keyLabel().isPresent())
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

  /** The cross-certificates of roots, by the name of their file and URL without suffix. */
  public Map<String, X509Certificate> links() {
    Map<String, X509Certificate> links = new TreeMap<>();
    for (CertificateEntry entry : certificates) {
      if (entry.profile().isCa() && entry.keyLabel().isEmpty()) {
        keys.stream()
            .filter(key -> key.publicKey().equals(entry.certificate().getPublicKey()))
            .forEach(
                key -> links.put(linkName(key.label(), entry.issuerId()), entry.certificate()));
      }
    }
    return links;
  }

  /** The name of the cross-certificate that one root issued for another root's key. */
  public static String linkName(String subject, String issuer) {
    return subject + "-by-" + issuer;
  }

  /** Whether the record is of a later ceremony than the first. */
  public boolean isLater() {
    return succession.isPresent();
  }

  /** The one key that a later ceremony made. */
  public KeyEntry made() {
    return keys.getLast();
  }

  /** The key of this use that this ceremony, the first or a later one, made. */
  public KeyEntry made(KeyUse use) {
    return isLater() ? made() : key(use);
  }

  /** The certificate of the key with this label. */
  public CertificateEntry certificateOf(String label) {
    return certificates.stream()
        .filter(entry -> entry.keyLabel().equals(Optional.of(label)))
        .findFirst()
        .orElseThrow(() -> new CeremonyException("No record has a certificate of " + label));
  }

  /** Whether the record has a key of this use. Only a key of an optional use can be missing. */
  public boolean has(KeyUse use) {
    return keys.stream().anyMatch(key -> key.use() == use);
  }

  /** The key of this use and label. */
  public Optional<KeyEntry> find(KeyUse use, String label) {
    return keys.stream().filter(key -> key.use() == use && key.label().equals(label)).findFirst();
  }

  /** The keys of this use; more than one only of a use that {@link KeyUse#isOfNodes}. */
  public List<KeyEntry> all(KeyUse use) {
    return keys.stream().filter(key -> key.use() == use).toList();
  }

  /** The one key of this use, or the first. */
  public KeyEntry key(KeyUse use) {
    return keys.stream()
        .filter(key -> key.use() == use)
        .findFirst()
        .orElseThrow(() -> new CeremonyException("The record has no key for " + use.text()));
  }
}
