package org.bailiwick.aca.ceremony;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bailiwick.aca.ceremony.CeremonyPlan.PlannedCertificate;
import org.bailiwick.aca.ceremony.CeremonyPlan.PlannedKey;
import org.bailiwick.aca.ceremony.CeremonyPlan.RootMode;

/**
 * Holds one ceremony: makes the plan's keys inside their tokens, certifies them, and writes
 * certificates and the signed record. Asks nothing; either all of it happens or an exception says
 * why, and then no record exists.
 */
public final class KeyCeremony {

  private final CeremonyPlan plan;
  private final Clock clock;
  private final SecureRandom random;
  private final CeremonyFiles files;

  public KeyCeremony(CeremonyPlan plan, Clock clock, SecureRandom random) {
    this.plan = plan;
    this.clock = clock;
    this.random = random;
    this.files = new CeremonyFiles(plan.folder());
  }

  /** How a run ended. */
  public sealed interface Outcome {
    /** Everything was made. */
    record Held(Path record) implements Outcome {}

    /** The topmost key exists; its request is to be signed by the organisation's root. */
    record AwaitsAnswer(Path request, Path answer) implements Outcome {}
  }

  /**
   * Holds the ceremony, or its next part.
   *
   * @throws CeremonyException when something is missing or does not fit; the message says what
   */
  public Outcome hold() {
    if (files.hasRecord()) {
      throw new CeremonyException(
          "A ceremony was held: " + plan.folder().resolve(CeremonyRecord.FILE) + " is there.");
    }
    Map<PlannedCertificate, RequestReader> requests = new LinkedHashMap<>();
    plan.certificates().forEach(each -> requests.put(each, RequestReader.read(each)));
    try (CeremonyTokens tokens = CeremonyTokens.open(plan.tokens())) {
      PlannedKey root = plan.key(KeyUse.ROOT);
      plan.keys().stream()
          .filter(key -> key.use() != KeyUse.ROOT)
          .forEach(key -> requireAbsent(tokens, key));
      return switch (plan.rootMode()) {
        case RootMode.SelfSigned self -> {
          requireAbsent(tokens, root);
          yield make(tokens, requests);
        }
        case RootMode.Subordinate mode when !Files.exists(mode.answer()) -> {
          CeremonyFiles.request(mode.request(), authorities(tokens).rootRequest());
          yield new Outcome.AwaitsAnswer(mode.request(), mode.answer());
        }
        case RootMode.Subordinate mode -> make(tokens, requests);
      };
    } catch (IllegalStateException e) {
      throw new CeremonyException("The ceremony stopped: " + e.getMessage(), e);
    }
  }

  private void requireAbsent(CeremonyTokens tokens, PlannedKey key) {
    if (tokens.holds(key)) {
      throw new CeremonyException(
          "Token %s already holds %s. A ceremony never touches existing keys: if that key was"
                  .formatted(key.token(), key.label())
              + " never in service, delete it or initialise the token (docs/ceremony.md).");
    }
  }

  private Outcome make(CeremonyTokens tokens, Map<PlannedCertificate, RequestReader> requests) {
    CeremonyAuthorities authorities = authorities(tokens);
    authorities.checkRoot();
    authorities.makeKeys();
    authorities.certify();
    requests.forEach(authorities::certify);
    authorities.attach();
    CeremonyRecord record = authorities.record();
    authorities.write(files);
    String compact = RecordFormat.signed(record, authorities.auditSigner());
    RecordConsistency.check(
        RecordFormat.verified(compact, record.key(KeyUse.AUDIT).publicKey()),
        record.key(KeyUse.AUDIT).publicKey());
    return new Outcome.Held(files.record(compact));
  }

  private CeremonyAuthorities authorities(CeremonyTokens tokens) {
    return new CeremonyAuthorities(plan, tokens, random, clock.instant());
  }
}
