package org.bailiwick.aca.ceremony;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan;
import org.bailiwick.aca.ceremony.records.AuditSuccession;
import org.bailiwick.aca.ceremony.records.CeremonyException;
import org.bailiwick.aca.ceremony.records.CeremonyRecord;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.CertificateEntry;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.Circumstances;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.CrlEntry;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.KeyEntry;
import org.bailiwick.aca.ceremony.records.CeremonyRecord.Succession;
import org.bailiwick.aca.ceremony.records.KeyUse;
import org.bailiwick.node.hsm.SigningKey;
import org.bailiwick.node.jose.JwsSigner;
import org.bailiwick.node.jose.PublicJwk;

/**
 * The record of the first ceremony and its keys, on which a later ceremony builds, and the part of
 * them that the later record repeats.
 */
final class EarlierKeys {

  private final CeremonyPlan plan;
  private final CeremonyTokens tokens;
  private final Instant now;
  private final SigningKey audit;
  private final AuditSuccession records;
  private final CeremonyRecord first;

  /**
   * Reads the records under the newest audit key, which is in the token.
   *
   * @param now when the ceremony is held; in the record without fractions of a second
   * @throws CeremonyException when the file speaks of another authority or another predecessor, or
   *     the token holds another audit key
   */
  EarlierKeys(CeremonyPlan plan, CeremonyTokens tokens, Instant now) {
    this.plan = plan;
    this.tokens = tokens;
    this.now = now.truncatedTo(ChronoUnit.SECONDS);
    this.audit = tokens.key(plan.key(KeyUse.AUDIT));
    this.records = AuditSuccession.signing(plan.folder(), audit);
    this.first = records.first();
    require(
        first.names().equals(plan.authority().names()),
        "is of another trust domain or organisation than the file");
    key(KeyUse.AUDIT);
    CeremonyPlan.Succession next = plan.succession().orElseThrow();
    if (next.isOfNothing()) {
      requireFirst(plan.next().use());
    } else {
      recordOf(plan.next().use(), next.of());
    }
  }

  private void requireFirst(KeyUse use) {
    require(!first.has(use), "has a key of use " + use.token() + " already");
    for (Path file : CeremonyRecord.laterFiles(plan.folder())) {
      require(
          records.record(file).made().use() != use,
          "is followed by one with a key of use " + use.token() + " already");
    }
  }

  /** The record of the ceremony that made this key. */
  private CeremonyRecord recordOf(KeyUse use, String label) {
    if (first.has(use) && first.key(use).label().equals(label)) {
      return first;
    }
    Path later = plan.folder().resolve(CeremonyRecord.laterFile(label));
    require(Files.exists(later), "and later ones name no " + use.token() + " key " + label);
    CeremonyRecord record = records.record(later);
    require(record.made().use() == use, "is followed by " + label + " for another use");
    return record;
  }

  CeremonyRecord first() {
    return first;
  }

  /** The line of the audit key that signs this ceremony. */
  KeyEntry auditEntry() {
    return entryOf(KeyUse.AUDIT, audit.id());
  }

  /** A key that is not new, from its token; it must be the recorded one of its label. */
  SigningKey key(KeyUse use) {
    CeremonyPlan.PlannedKey planned = plan.key(use);
    return recorded(planned, entryOf(use, planned.label()));
  }

  /** The key before the new one, from its token; it must be the recorded one. */
  SigningKey followed() {
    CeremonyPlan.PlannedKey key = plan.followed().orElseThrow();
    return recorded(key, entryOf(key.use(), key.label()));
  }

  /** A key's line in the record of the ceremony that made it. */
  KeyEntry entryOf(KeyUse use, String label) {
    CeremonyRecord record = recordOf(use, label);
    return record.isLater() ? record.made() : record.key(use);
  }

  /** A root's own certificate, from the record of the ceremony that made it. */
  CertificateEntry certificateOf(String root) {
    return recordOf(KeyUse.ROOT, root).certificates().stream()
        .filter(entry -> entry.keyLabel().equals(Optional.of(root)))
        .findFirst()
        .orElseThrow(() -> new CeremonyException("No record has a certificate of " + root));
  }

  /** From when on a root may be above new certificates. */
  Instant inServiceFrom(String root) {
    return recordOf(KeyUse.ROOT, root).succession().map(Succession::inService).orElse(Instant.MIN);
  }

  private SigningKey recorded(CeremonyPlan.PlannedKey planned, KeyEntry recorded) {
    SigningKey there = tokens.key(planned);
    require(
        recorded.label().equals(there.id())
            && Arrays.equals(recorded.publicKey().getEncoded(), there.publicKey().getEncoded()),
        "has another key of use " + planned.use().token() + " than the token");
    return there;
  }

  /** The new key's line in the record. */
  KeyEntry entry(SigningKey made) {
    CeremonyPlan.PlannedKey next = plan.next();
    return new KeyEntry(
        made.id(),
        next.token(),
        next.shape().token(),
        next.use(),
        next.rotation(),
        made.publicKey());
  }

  /** When the ceremony is held. */
  Instant now() {
    return now;
  }

  /** From when on the new key is used. */
  Instant inService() {
    return now.plus(plan.succession().orElseThrow().after());
  }

  /** Signs the record of the later ceremony. */
  JwsSigner auditSigner() {
    return new JwsSigner(audit, PublicJwk.thumbprint(audit.publicKey()));
  }

  /**
   * The record of the later ceremony.
   *
   * @param endorsement what the key before says of the new one
   */
  CeremonyRecord record(
      List<KeyEntry> keys,
      List<CertificateEntry> certificates,
      List<CrlEntry> crls,
      Optional<String> endorsement) {
    return new CeremonyRecord(
        plan.authority().names(),
        new Circumstances(
            now,
            first.circumstances().rootMode(),
            plan.inputSha256(),
            CeremonyAuthorities.software()),
        keys,
        certificates,
        crls,
        Optional.of(succession(endorsement)));
  }

  private Succession succession(Optional<String> endorsement) {
    CeremonyPlan.Succession next = plan.succession().orElseThrow();
    Path record = plan.folder().resolve(CeremonyRecord.FILE);
    return new Succession(
        next.of(), inService(), CeremonyRecord.digest(record), endorsement, next.announcement());
  }

  static void require(boolean holds, String fault) {
    if (!holds) {
      throw new CeremonyException("The record of the first ceremony " + fault);
    }
  }
}
