package org.bailiwick.master.tokenkeys;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.log.StructuredLog;

/**
 * The keys in rows that this node has not announced itself: those of other nodes, and those of an
 * earlier process of this node. Each row is verified; a refusal is recorded once.
 */
final class OtherKeys {

  private static final StructuredLog LOG = StructuredLog.of(OtherKeys.class);
  private static final Duration PAUSE = Duration.ofSeconds(1);

  private static final String STALE = "peer-status-stale";

  /** What passes by itself, for instance at the start of this node, is not recorded. */
  private static final Set<String> PASSING = Set.of(STALE, "token-key-expired");

  private final KeyRows rows;
  private final AnnouncementCheck check;
  private final AnnouncerSettings settings;
  private final Predicate<String> own;
  private final Clock clock;
  private final LongSupplier nanos;

  /** The check that each refused row failed. */
  private final Map<StoredKey, String> refused = new HashMap<>();

  private volatile Map<StoredKey, NodeKey> verified = Map.of();
  private volatile Set<String> inDoubt = Set.of();
  private volatile boolean alone;
  private volatile Set<String> mine = Set.of();
  private boolean tried;
  private long triedAt;

  /** {@code own} tells by its id whether a key is in this node's HSM token. */
  OtherKeys(
      KeyRows rows,
      AnnouncementCheck check,
      AnnouncerSettings settings,
      Predicate<String> own,
      Clock clock,
      LongSupplier nanos) {
    this.rows = rows;
    this.check = check;
    this.settings = settings;
    this.own = own;
    this.clock = clock;
    this.nanos = nanos;
  }

  /** Reads and verifies the rows. */
  synchronized void read() {
    tried = true;
    triedAt = nanos.getAsLong();
    List<StoredKey> live = rows.live(clock.instant());
    Map<StoredKey, NodeKey> now = new LinkedHashMap<>();
    Map<StoredKey, ProblemException> refusals = new LinkedHashMap<>();
    for (StoredKey row : live) {
      if (isMine(row) && own.test(row.kid())) {
        continue; // it counts without a statement
      }
      try {
        now.put(row, verify(row));
      } catch (ProblemException refusal) {
        refusals.put(row, refusal);
      }
    }
    verified = now;
    inDoubt =
        refusals.entrySet().stream()
            .filter(each -> each.getValue().check().equals(STALE))
            .map(each -> each.getKey().kid())
            .collect(Collectors.toSet());
    mine = live.stream().filter(this::isMine).map(StoredKey::kid).collect(Collectors.toSet());
    alone = live.stream().allMatch(this::isMine);
    refused.keySet().retainAll(refusals.keySet());
    refusals.forEach(this::report);
  }

  /** Reads the rows, except within a second of the last time, whoever asks for unknown keys. */
  synchronized void readSoon() {
    if (!tried || nanos.getAsLong() - triedAt >= PAUSE.toNanos()) {
      read();
    }
  }

  /** A row is verified once; whether its signer's certificate counts, again and again. */
  private NodeKey verify(StoredKey row) {
    NodeKey known = verified.get(row);
    if (known == null) {
      return check.verify(row);
    }
    check.requireCounts(known.chain());
    return known;
  }

  private void report(StoredKey row, ProblemException refusal) {
    if (refusal.check().equals(refused.get(row))) {
      return;
    }
    LOG.warn(
        "token-key.refused",
        Map.of("node", row.node(), "kid", row.kid(), "check", refusal.check()));
    if (!PASSING.contains(refusal.check())) {
      rows.record(
          AuditEntry.of("token-key.refused", Outcome.DENIED, refusal.check(), row.node())
              .about(row.kid()));
    }
    refused.put(row, refusal.check());
  }

  private boolean isMine(StoredKey row) {
    return row.node().equals(settings.node());
  }

  /** The ids of the keys in the rows of this node. */
  Set<String> mine() {
    return mine;
  }

  /** Whether no other node had announced a key when the rows were last read. */
  boolean areNone() {
    return alone;
  }

  /** The keys that count at this moment. */
  Stream<NodeKey> counting(Instant now) {
    return verified.values().stream()
        .filter(key -> key.until().isAfter(now))
        .filter(key -> refusal(key).isEmpty());
  }

  /**
   * Whether a row has this key, and it is not known now whether the certificate that announced it
   * is revoked. Then the key does not count, but what it has signed is not wrong either.
   */
  boolean isInDoubt(String kid) {
    return inDoubt.contains(kid)
        || verified.values().stream()
            .filter(key -> key.kid().equals(kid))
            .anyMatch(key -> refusal(key).equals(Optional.of(STALE)));
  }

  /** The check by which the certificate of the key does not count at this moment. */
  private Optional<String> refusal(NodeKey key) {
    try {
      check.requireCounts(key.chain());
      return Optional.empty();
    } catch (ProblemException refusal) {
      return Optional.of(refusal.check());
    }
  }
}
