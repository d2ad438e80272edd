package org.bailiwick.aca.ceremony.records;

import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.Succession;
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.jose.PublicJwk;

/**
 * The audit keys of an authority, oldest first, as its records name them. The first key signs the
 * record that names it. Each further key is named in a record that the previous key signed, and
 * signs a statement on the previous key and its records. So a reader that trusts any of the keys
 * can trust all of them. The records alone prove only that they are consistent; {@link #trusting}
 * compares them with a trusted key.
 */
public final class AuditSuccession {

  private final Path folder;
  private final List<AuditKey> keys = new ArrayList<>();

  /** The statement of each key, except the first, on the previous key. */
  private final List<Link> links = new ArrayList<>();

  /**
   * An audit key.
   *
   * @param from the time from which it signs the audit log's heads; it signs records at once
   */
  public record AuditKey(String label, PublicKey publicKey, Instant from) {}

  /** A further key, the record that names it, and its statement on the previous key. */
  private record Link(AuditKey key, Path record, AuditVouching statement) {}

  private AuditSuccession(Path folder, AuditKey first) {
    this.folder = folder;
    keys.add(first);
    for (Optional<Link> next = following(); next.isPresent(); next = following()) {
      links.add(next.get());
      keys.add(next.get().key());
    }
  }

  /**
   * Reads the records of a ceremony folder.
   *
   * @throws CeremonyException when the first record can't be read, or two keys follow one key
   */
  public static AuditSuccession read(Path folder) {
    Path first = folder.resolve(CeremonyRecord.FILE);
    PublicKey key = CeremonyRecord.auditKeyOf(first);
    String label = CeremonyRecord.read(first, key).key(KeyUse.AUDIT).label();
    return new AuditSuccession(folder, new AuditKey(label, key, Instant.MIN));
  }

  /**
   * Reads the records of a ceremony folder for a ceremony that this key will sign.
   *
   * @throws CeremonyException when the key is none of the audit keys, or is not the newest
   */
  public static AuditSuccession signing(Path folder, SigningKey audit) {
    AuditSuccession records =
        read(folder)
            .trusting(
                label -> Optional.of(audit.publicKey()).filter(key -> label.equals(audit.id())));
    RecordConsistency.require(
        records.newest().label().equals(audit.id()),
        "is followed by " + records.newest().label() + ", which signs ceremonies now");
    return records;
  }

  /**
   * The statement of a new audit key on the previous key and on every record in the folder.
   *
   * @param signer signs with the new key
   */
  public static String vouching(PublicKey before, Path folder, JwsSigner signer) {
    return AuditVouching.of(before, folder).signed(signer);
  }

  private Optional<Link> following() {
    List<Link> found =
        CeremonyRecord.laterFiles(folder).stream()
            .map(file -> following(file, newest()))
            .flatMap(Optional::stream)
            .toList();
    if (found.size() > 1) {
      throw new CeremonyException(
          "Two records name successors of " + newest().label() + "; neither record is accepted");
    }
    return found.stream().findFirst();
  }

  // Ignores records that other keys signed. A forged record is refused when it is imported.
  private static Optional<Link> following(Path file, AuditKey before) {
    CeremonyRecord record;
    try {
      record = CeremonyRecord.read(file, before.publicKey());
    } catch (CeremonyException ofAnotherKey) {
      return Optional.empty();
    }
    if (!record.isLater() || record.made().use() != KeyUse.AUDIT) {
      return Optional.empty();
    }
    Succession succession = record.succession().orElseThrow();
    PublicKey made = record.made().publicKey();
    return succession
        .endorsement()
        .flatMap(compact -> AuditVouching.read(compact, made))
        .filter(statement -> statement.before().equals(PublicJwk.thumbprint(before.publicKey())))
        .filter(statement -> succession.of().equals(before.label()))
        .map(
            statement ->
                new Link(
                    new AuditKey(record.made().label(), made, succession.inService()),
                    file,
                    statement));
  }

  /**
   * Returns this succession if one of its keys is trusted.
   *
   * @param held the public key with a label in the node's token, or empty
   * @throws CeremonyException when the token has none of the keys, or another key by such a label
   */
  public AuditSuccession trusting(Function<String, Optional<PublicKey>> held) {
    for (AuditKey key : keys.reversed()) {
      Optional<PublicKey> inToken = held.apply(key.label());
      if (inToken.isPresent()) {
        RecordConsistency.require(
            RecordConsistency.same(inToken.get(), key.publicKey()),
            "is not signed by the token's audit key " + key.label());
        return this;
      }
    }
    throw new CeremonyException(
        "No token holds an audit key that the ceremony record names: " + labels());
  }

  /** The audit keys, oldest first. */
  public List<AuditKey> keys() {
    return List.copyOf(keys);
  }

  /** The newest key, which signs the records of ceremonies. */
  public AuditKey newest() {
    return keys.getLast();
  }

  /** The newest key that is in service at this time. It signs the audit log's heads. */
  public AuditKey inService(Instant now) {
    return keys.reversed().stream()
        .filter(key -> !key.from().isAfter(now))
        .findFirst()
        .orElseThrow();
  }

  private List<String> labels() {
    return keys.stream().map(AuditKey::label).toList();
  }

  /**
   * Reads a record of this folder. The newest key must have signed it, or an earlier key must have
   * signed it and the statement of the next key must cover it.
   *
   * @throws CeremonyException as {@link CeremonyRecord#read}
   */
  public CeremonyRecord record(Path file) {
    PublicKey claimed = CeremonyRecord.auditKeyOf(file);
    int signer = 0;
    while (signer < keys.size() && !RecordConsistency.same(keys.get(signer).publicKey(), claimed)) {
      signer++;
    }
    RecordConsistency.require(signer < keys.size(), "is not signed by the token's audit key");
    RecordConsistency.require(
        signer == keys.size() - 1 || isVouchedFor(links.get(signer), file),
        "is signed by an audit key whose successor does not vouch for the record");
    return CeremonyRecord.read(file, claimed);
  }

  private static boolean isVouchedFor(Link next, Path file) {
    return next.record().equals(file) || next.statement().covers(file);
  }

  /** The first ceremony's record. */
  public CeremonyRecord first() {
    return record(folder.resolve(CeremonyRecord.FILE));
  }
}
