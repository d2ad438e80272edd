package org.bailiwick.aca.ceremony;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan.PlannedCertificate;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan.PlannedKey;
import org.bailiwick.aca.ceremony.plan.CeremonyPlan.RootMode;
import org.bailiwick.aca.ceremony.records.CeremonyException;
import org.bailiwick.aca.ceremony.records.CeremonyRecord;
import org.bailiwick.aca.ceremony.records.KeyUse;
import org.bailiwick.node.hsm.SigningKey;

/**
 * Holds one ceremony: makes the planned keys inside their tokens, certifies them, and writes the
 * certificates and the signed record. It asks no questions. If it fails, an exception says why, and
 * no record exists.
 */
public final class KeyCeremony {

  private final CeremonyPlan plan;
  private final Clock clock;
  private final SecureRandom random;
  private final CeremonyFiles files;
  private final CeremonyJournal journal;

  public KeyCeremony(CeremonyPlan plan, Clock clock, SecureRandom random) {
    this.plan = plan;
    this.clock = clock;
    this.random = random;
    this.files = new CeremonyFiles(plan.folder());
    this.journal = new CeremonyJournal(plan.folder());
  }

  /** The outcome of a run. */
  public sealed interface Outcome {
    /** Everything was made. */
    record Held(Path record) implements Outcome {}

    /** The topmost key exists; the organisation's root has to answer its certification request. */
    record AwaitsAnswer(Path request, Path answer) implements Outcome {}

    /**
     * An earlier run was interrupted, so nothing was done now.
     *
     * @param made {@code token/label} of the keys that it made
     * @param missing keys of the plan that it did not make
     */
    record Interrupted(List<String> made, List<String> missing) implements Outcome {}
  }

  /**
   * The outcome of {@link #clear}.
   *
   * @param deleted {@code token/label} of the keys that were deleted
   * @param unseen the key that was being made when the run was interrupted: without its
   *     certificate, Java does not see the key in the token
   */
  public record Cleared(List<String> deleted, List<PlannedKey> unseen) {}

  /**
   * Holds the ceremony, or its next part.
   *
   * @throws CeremonyException when an input is missing or wrong; the message names it
   */
  public Outcome hold() {
    requireNoRecord();
    if (journal.exists()) {
      return interrupted();
    }
    return plan.succession().isPresent() ? succeed() : first();
  }

  /** Holds a later ceremony, which makes one key. */
  private Outcome succeed() {
    Map<PlannedCertificate, CheckedRequest> requests = requests();
    try (CeremonyTokens tokens = CeremonyTokens.open(plan.tokens())) {
      requireAbsent(tokens, plan.next());
      EarlierKeys earlier = new EarlierKeys(plan, tokens, clock.instant());
      CeremonyRecord record =
          switch (plan.next().use()) {
            case ISSUING -> new NextIssuingKey(earlier).make(journal, files, random);
            case OPERATORS -> new NextOperators(earlier, requests).make(journal, files, random);
            case ROOT -> new NextRoot(earlier).make(journal, files, random);
            case OCSP, EVENTS, AUDIT, TOKENS, WIT -> new NextKey(earlier).make(journal, files);
          };
      return recorded(record, earlier.audit());
    } catch (IllegalStateException e) {
      throw new CeremonyException("The ceremony stopped: " + e.getMessage(), e);
    }
  }

  private Map<PlannedCertificate, CheckedRequest> requests() {
    Map<PlannedCertificate, CheckedRequest> requests = new LinkedHashMap<>();
    plan.certificates().forEach(each -> requests.put(each, CheckedRequest.read(each)));
    return requests;
  }

  private Outcome first() {
    Map<PlannedCertificate, CheckedRequest> requests = requests();
    try (CeremonyTokens tokens = CeremonyTokens.open(plan.tokens())) {
      PlannedKey root = plan.key(KeyUse.ROOT);
      plan.keys().stream()
          .filter(key -> key.use() != KeyUse.ROOT)
          .forEach(key -> requireAbsent(tokens, key));
      return switch (plan.root().mode()) {
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

  /**
   * Deletes the keys of an interrupted run, which no record names and no node can have used. It
   * deletes no other keys, and not the topmost key of a subordinate ceremony.
   *
   * @throws CeremonyException when a record exists, or no run was interrupted
   */
  public Cleared clear() {
    requireNoRecord();
    if (!journal.exists()) {
      throw new CeremonyException("No ceremony was interrupted, so there is nothing to clear.");
    }
    try (CeremonyTokens tokens = CeremonyTokens.open(plan.tokens())) {
      Map<Boolean, List<PlannedKey>> begun =
          journal.begun(plan.made()).stream().collect(Collectors.partitioningBy(tokens::holds));
      begun.get(true).forEach(tokens::delete);
      withdrawNotice();
      journal.end();
      return new Cleared(names(begun.get(true)), begun.get(false));
    } catch (IllegalStateException e) {
      throw new CeremonyException("Clearing stopped: " + e.getMessage(), e);
    }
  }

  private void withdrawNotice() {
    plan.succession()
        .flatMap(CeremonyPlan.Succession::notices)
        .ifPresent(
            folder -> CeremonyFiles.delete(CeremonyFiles.noticeFile(folder, plan.next().label())));
  }

  private Outcome interrupted() {
    try (CeremonyTokens tokens = CeremonyTokens.open(plan.tokens())) {
      Map<Boolean, List<PlannedKey>> present =
          plan.made().stream().collect(Collectors.partitioningBy(tokens::holds));
      return new Outcome.Interrupted(names(present.get(true)), names(present.get(false)));
    }
  }

  private static List<String> names(List<PlannedKey> keys) {
    return keys.stream().map(key -> key.token() + "/" + key.label()).toList();
  }

  private String recordName() {
    return plan.succession().isPresent()
        ? CeremonyRecord.laterFile(plan.next().label())
        : CeremonyRecord.FILE;
  }

  private void requireNoRecord() {
    Path record = plan.folder().resolve(recordName());
    if (Files.exists(record)) {
      throw new CeremonyException("This ceremony was held already: " + record + " exists.");
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

  private Outcome make(CeremonyTokens tokens, Map<PlannedCertificate, CheckedRequest> requests) {
    CeremonyAuthorities authorities = authorities(tokens);
    authorities.checkRoot(
        requests.values().stream().flatMap(request -> request.hosts().stream()).toList());
    authorities.makeKeys(journal);
    authorities.certify();
    requests.forEach(authorities::certify);
    authorities.attach();
    CeremonyRecord record = authorities.record();
    authorities.write(files);
    return recorded(record, authorities.audit());
  }

  private Outcome recorded(CeremonyRecord record, SigningKey audit) {
    Path written = files.record(recordName(), record.signed(audit));
    journal.end();
    return new Outcome.Held(written);
  }

  private CeremonyAuthorities authorities(CeremonyTokens tokens) {
    return new CeremonyAuthorities(plan, tokens, random, clock.instant());
  }
}
