package org.bailiwick.aca.succession;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.authority.Authorities;
import org.bailiwick.aca.authority.KeySuccessions;
import org.bailiwick.aca.authority.Roots;
import org.bailiwick.aca.ceremony.records.CeremonyException;
import org.bailiwick.aca.ceremony.records.CeremonyRecord;
import org.bailiwick.aca.wit.WitKeys;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.hsm.Keyring;
import org.bailiwick.node.log.StructuredLog;

/**
 * Takes over the keys of later ceremonies from their records, while the node runs. An issuer is
 * prepared with ledger row, CRL and responder certificate before the trust bundle names it. It
 * issues from the recorded time on, but not before nodes have read of it. Keys for OCSP answers,
 * events and Workload Identity Tokens sign from their recorded time on.
 */
@Singleton
public final class Successors {

  private static final StructuredLog LOG = StructuredLog.of(Successors.class);

  /** The check of a refusal by a token that works but lacks a key. */
  private static final String KEY_MISSING = "hsm-refusal";

  private final AcaSettings settings;
  private final Authorities authorities;
  private final CeremonyImport ceremony;
  private final NewIssuers issuers;
  private final Keyring keyring;
  private final RecordedKeys keys;
  private final KeySuccessions successions;
  private final WitKeys witKeys;

  /** Records that were taken over, or refused for good. */
  private final Set<Path> seen = ConcurrentHashMap.newKeySet();

  @Inject
  Successors(
      AcaSettings settings,
      Authorities authorities,
      CeremonyImport ceremony,
      NewIssuers issuers,
      @ForAca Keyring keyring,
      RecordedKeys keys,
      KeySuccessions successions,
      WitKeys witKeys) {
    this.settings = settings;
    this.authorities = authorities;
    this.ceremony = ceremony;
    this.issuers = issuers;
    this.keyring = keyring;
    this.keys = keys;
    this.successions = successions;
    this.witKeys = witKeys;
  }

  /**
   * A timer calls this every second.
   *
   * @throws ProblemException SIGNER_UNAVAILABLE; the next call tries again
   */
  public void follow(Instant now) {
    authorities.follow(now);
    takeFirst();
    Optional<ProblemException> missing;
    int before;
    do {
      before = seen.size();
      missing = takeAll(now);
    } while (missing.isPresent() && seen.size() > before); // the key may be in the token now
    authorities.follow(now);
    if (missing.isPresent()) {
      throw missing.get();
    }
  }

  /**
   * Takes over all keys that the token holds, and returns the refusal of a key that it lacks. It
   * ends at once if the token can't be asked.
   */
  private Optional<ProblemException> takeAll(Instant now) {
    Optional<ProblemException> missing = Optional.empty();
    for (Path file : CeremonyRecord.laterFiles(settings.folders().ceremony())) {
      if (!seen.contains(file)) {
        try {
          take(file, now);
          seen.add(file);
        } catch (ProblemException unavailable) {
          if (!unavailable.check().equals(KEY_MISSING)) {
            throw unavailable;
          }
          missing = Optional.of(unavailable);
        }
      }
    }
    return missing;
  }

  private void take(Path file, Instant now) {
    try {
      CeremonyRecord record = keys.succession().record(file);
      CeremonyRecord.Succession succession =
          record
              .succession()
              .orElseThrow(() -> new CeremonyException("The record names no earlier key"));
      Instant inService = succession.inService();
      String made = record.made().label();
      if (!keyring.holds(made)) {
        keyring.reread();
      }
      switch (record.made().use()) {
        case ISSUING ->
            authorities.succeed(issuers.of(record, now), inService, issuers.knownFrom(record, now));
        case OPERATORS ->
            authorities.succeedOperators(
                issuers.of(record, now),
                inService,
                issuers.knownFrom(record, now),
                succession.endorsement());
        case ROOT -> root(record);
        case OCSP -> successions.ocsp().succeed(made, inService);
        case EVENTS -> successions.events().succeed(made, inService);
        case WIT -> wit(record);
        case TOKENS -> {
          // The domain node takes its key over itself.
          return;
        }
        case AUDIT -> audit(made, inService);
      }
      LOG.info(
          "key.taken-over",
          Map.of(
              "key", made,
              "use", record.made().use().text(),
              "in_service", inService.toString()));
    } catch (CeremonyException refused) {
      LOG.fault("successor.refused", Map.of("file", file.toString()), refused);
    }
  }

  // The signer of heads reads the records itself; this checks that they lead to the new key.
  private void audit(String made, Instant inService) {
    if (keys.succession().keys().stream().noneMatch(key -> key.label().equals(made))) {
      throw new CeremonyException("The new audit key " + made + " vouches for no earlier one");
    }
    successions.audit().succeed(made, inService);
  }

  // Every node publishes the key before it is in service.
  private void wit(CeremonyRecord record) {
    CeremonyImport.witKey(record)
        .ifPresent(
            key -> {
              ceremony.importRecord(record, false);
              witKeys.refresh();
              successions.wit().succeed(key.label(), key.inService());
            });
  }

  /** Takes over the first ceremony's key for Workload Identity Tokens, if there is one. */
  private void takeFirst() {
    Path file = settings.folders().ceremony().resolve(CeremonyRecord.FILE);
    if (!seen.contains(file)) {
      try {
        wit(keys.succession().first());
      } catch (CeremonyException refused) {
        LOG.fault("successor.refused", Map.of("file", file.toString()), refused);
      }
      seen.add(file);
    }
  }

  private void root(CeremonyRecord record) {
    CeremonyRecord.Issuer made = record.madeIssuer();
    Roots roots = authorities.roots();
    ceremony.importRecord(record, roots.find(made.issuerId()).isEmpty());
    record.links().forEach(roots::link);
    roots.add(made.issuerId(), made.certificate());
  }
}
