package org.bailiwick.aca.ceremony;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
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

/**
 * The keys and records of the ceremonies before a later one. A later ceremony makes one key and a
 * record, which repeats some of the earlier keys and certificates.
 */
final class EarlierKeys {

  private final CeremonyPlan plan;
  private final CeremonyTokens tokens;
  private final Instant now;
  private final SigningKey audit;
  private final AuditSuccession records;
  private final CeremonyRecord first;

  /**
   * Reads the records with the newest audit key, which is in the token.
   *
   * @param now when the ceremony is held; the record states it in whole seconds
   * @throws CeremonyException when the plan names another authority or another earlier key, or the
   *     token holds another audit key
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
    require(!first.has(use), "has a key of use " + use.text() + " already");
    for (Path file : CeremonyRecord.laterFiles(plan.folder())) {
      require(
          records.record(file).made().use() != use,
          "is followed by one with a key of use " + use.text() + " already");
    }
  }

  /** The record of the ceremony that made this key. */
  private CeremonyRecord recordOf(KeyUse use, String label) {
    if (first.find(use, label).isPresent()) {
      return first;
    }
    Path later = plan.folder().resolve(CeremonyRecord.laterFile(label));
    require(Files.exists(later), "and later ones name no " + use.text() + " key " + label);
    CeremonyRecord record = records.record(later);
    require(record.made().use() == use, "is followed by " + label + " for another use");
    return record;
  }

  CeremonyRecord first() {
    return first;
  }

  CeremonyPlan plan() {
    return plan;
  }

  /** Makes the new key in its token, after it is added to the journal. */
  SigningKey generate(CeremonyJournal journal) {
    journal.begin(plan.next());
    return tokens.generate(plan.next());
  }

  /** Stores the new key's certificate in its token. */
  void attach(X509Certificate certificate) {
    tokens.of(plan.next()).attach(plan.next().label(), certificate);
  }

  /** The audit key, which signs the record of the later ceremony. */
  SigningKey audit() {
    return audit;
  }

  /** The entry of the audit key that signs this ceremony. */
  KeyEntry auditEntry() {
    return entryOf(KeyUse.AUDIT, audit.id());
  }

  /** An earlier key of this use, from its token; it must be the key that the records name. */
  SigningKey key(KeyUse use) {
    CeremonyPlan.PlannedKey planned = plan.key(use);
    return recorded(planned, entryOf(use, planned.label()));
  }

  /** The key that the new key succeeds, from its token; it must be the key in the records. */
  SigningKey predecessor() {
    CeremonyPlan.PlannedKey key = plan.predecessor().orElseThrow();
    return recorded(key, entryOf(key.use(), key.label()));
  }

  /** A key's entry in the record of the ceremony that made it. */
  KeyEntry entryOf(KeyUse use, String label) {
    CeremonyRecord record = recordOf(use, label);
    return record.find(use, label).orElseGet(() -> record.made(use));
  }

  /** A root's own certificate, from the record of the ceremony that made it. */
  CertificateEntry certificateOf(String root) {
    return recordOf(KeyUse.ROOT, root).certificateOf(root);
  }

  /** The time from which a root may issue certificates. */
  Instant inServiceFrom(String root) {
    return recordOf(KeyUse.ROOT, root).succession().map(Succession::inService).orElse(Instant.MIN);
  }

  private SigningKey recorded(CeremonyPlan.PlannedKey planned, KeyEntry recorded) {
    SigningKey inToken = tokens.key(planned);
    require(
        recorded.label().equals(inToken.id())
            && Arrays.equals(recorded.publicKey().getEncoded(), inToken.publicKey().getEncoded()),
        "has another key of use " + planned.use().text() + " than the token");
    return inToken;
  }

  /** The new key's entry in the record. */
  KeyEntry entry(SigningKey made) {
    return plan.next().entry(made.publicKey());
  }

  /** When the ceremony is held. */
  Instant now() {
    return now;
  }

  /** The time from which the new key is used. */
  Instant inService() {
    return now.plus(plan.succession().orElseThrow().after());
  }

  /**
   * The record of the later ceremony.
   *
   * @param endorsement as in {@link Succession}
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
