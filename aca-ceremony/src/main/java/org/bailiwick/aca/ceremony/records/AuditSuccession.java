package org.bailiwick.aca.ceremony.records;

import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.Succession;
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.jose.PublicJwk;

/**
 * The audit keys of an authority, oldest first, as its records name them: the first signs itself,
 * and each further one is named by a record of the one before, and vouches for that one in turn. So
 * who knows any of them knows all. What this finds agrees with itself only; {@link #trusting} says
 * whose it is.
 */
public final class AuditSuccession {

  private final Path folder;
  private final List<AuditKey> keys = new ArrayList<>();

  /** The statement of each key but the first on the keys before it. */
  private final List<Link> links = new ArrayList<>();

  /**
   * An audit key.
   *
   * @param from when it signs the audit log's heads; ceremonies it signs at once
   */
  public record AuditKey(String label, PublicKey publicKey, Instant from) {}

  /** A key that followed, the record that names it, and its word for what was before. */
  private record Link(AuditKey key, Path record, AuditVouching word) {}

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
   * @throws CeremonyException when the first record can't be read, or two keys follow the same
   */
  public static AuditSuccession read(Path folder) {
    Path first = folder.resolve(CeremonyRecord.FILE);
    PublicKey key = CeremonyRecord.auditKeyOf(first);
    String label = CeremonyRecord.read(first, key).key(KeyUse.AUDIT).label();
    return new AuditSuccession(folder, new AuditKey(label, key, Instant.MIN));
  }

  /**
   * The same, under the key that is to sign a ceremony.
   *
   * @throws CeremonyException when it is none of them, or another follows it
   */
  public static AuditSuccession signing(Path folder, SigningKey audit) {
    AuditSuccession records =
        read(folder)
            .trusting(
                label -> Optional.of(audit.publicKey()).filter(key -> label.equals(audit.id())));
    require(
        records.newest().label().equals(audit.id()),
        "is followed by " + records.newest().label() + ", which signs ceremonies now");
    return records;
  }

  /**
   * The statement of a new audit key on the one before it and on every record that is there.
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
          "Two records name an audit key that follows " + newest().label() + "; neither counts");
    }
    return found.stream().findFirst();
  }

  // A record of something else, or a forged one, which is refused where it is taken over.
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
        .filter(word -> word.before().equals(PublicJwk.thumbprint(before.publicKey())))
        .filter(word -> succession.of().equals(before.label()))
        .map(
            word ->
                new Link(
                    new AuditKey(record.made().label(), made, succession.inService()), file, word));
  }

  /**
   * The same, once a key that is known from elsewhere is among them.
   *
   * @param held the public key of this label in the node's token; empty when it holds none
   * @throws CeremonyException when the token holds none of them, or another key of a label
   */
  public AuditSuccession trusting(Function<String, Optional<PublicKey>> held) {
    for (AuditKey key : keys.reversed()) {
      Optional<PublicKey> there = held.apply(key.label());
      if (there.isPresent()) {
        require(
            same(there.get(), key.publicKey()),
            "is not signed by the token's audit key " + key.label());
        return this;
      }
    }
    throw new CeremonyException(
        "No token holds an audit key that the ceremony record names: " + labels());
  }

  /** Oldest first. */
  public List<AuditKey> keys() {
    return List.copyOf(keys);
  }

  /** The one that signs ceremonies. */
  public AuditKey newest() {
    return keys.getLast();
  }

  /** The newest whose moment has come: it signs heads. */
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
   * A record of this folder, signed by the newest of the keys, or by one before whose records the
   * next key vouches for.
   *
   * @throws CeremonyException as {@link CeremonyRecord#read}
   */
  public CeremonyRecord record(Path file) {
    PublicKey claimed = CeremonyRecord.auditKeyOf(file);
    int signer = 0;
    while (signer < keys.size() && !same(keys.get(signer).publicKey(), claimed)) {
      signer++;
    }
    require(signer < keys.size(), "is not signed by the token's audit key");
    require(
        signer == keys.size() - 1 || isVouchedFor(links.get(signer), file),
        "is signed by an audit key that was followed by another before");
    return CeremonyRecord.read(file, claimed);
  }

  private static boolean isVouchedFor(Link next, Path file) {
    return next.record().equals(file) || next.word().covers(file);
  }

  /** The first ceremony's record. */
  public CeremonyRecord first() {
    return record(folder.resolve(CeremonyRecord.FILE));
  }

  private static boolean same(PublicKey one, PublicKey other) {
    return Arrays.equals(one.getEncoded(), other.getEncoded());
  }

  private static void require(boolean holds, String fault) {
    if (!holds) {
      throw new CeremonyException("The ceremony record " + fault);
    }
  }
}
