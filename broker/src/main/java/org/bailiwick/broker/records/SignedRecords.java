package org.bailiwick.broker.records;

import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.bailiwick.broker.store.AuditRows;
import org.bailiwick.broker.store.BrokerStore;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.audit.AuditHead;
import org.bailiwick.node.audit.ChainReplay.Break;
import org.bailiwick.node.audit.HeadLog;
import org.bailiwick.node.audit.HeadStatement;
import org.bailiwick.node.audit.HeadStatement.Gap;

/**
 * Signs the head of the broker's audit log in a file outside the database, and compares the two. A
 * database that lacks signed rows is an old copy, or somebody deleted or changed rows. The broker
 * would not know on it what it has done, so it accepts no order until the operator accepts the gap.
 */
public final class SignedRecords {
  /** What is known before the first comparison, which needs the token and the database. */
  private static final String UNKNOWN = "the audit log was not compared with its signed heads yet";

  private static final String NO_HEADS =
      "the file of signed heads is missing, and the audit log is not empty";
  private static final String FOREIGN =
      "the newest head of the audit log is not signed by this broker's audit key";

  /** What the operator's commands record before a broker's first start; nothing is done by it. */
  private static final Set<String> BEGINNINGS =
      Set.of(
          RecordKey.MADE, "wrapping-key.made", "secret.added", "secret.rotated", "secret.deleted");

  private final HeadLog log;
  private final BrokerStore store;
  private final AuditRows rows;
  private final RecordKey key;
  private final Clock clock;
  private final ChainReading reading;
  private boolean begun;
  private volatile Optional<String> fault = Optional.of(UNKNOWN);

  /** The heads in this file. */
  public SignedRecords(Path file, BrokerStore store, RecordKey key, Clock clock) {
    this(file, store, key, clock, System::nanoTime);
  }

  SignedRecords(Path file, BrokerStore store, RecordKey key, Clock clock, LongSupplier nanos) {
    this.log = new HeadLog(file);
    this.store = store;
    this.rows = new AuditRows(store);
    this.key = key;
    this.clock = clock;
    this.reading = new ChainReading(rows, nanos);
  }

  /** The reason why no order is accepted; empty when the audit log is complete. */
  public Optional<String> fault() {
    return fault;
  }

  /** Whether the log was not compared since the start, because the token or database was away. */
  public boolean isUnknown() {
    return fault.equals(Optional.of(UNKNOWN));
  }

  /**
   * Throws unless the audit log is complete.
   *
   * @throws ProblemException dependency-unavailable, check records-incomplete or
   *     records-not-compared
   */
  public void requireComplete() {
    if (isUnknown()) {
      throw refusal("records-not-compared", "The audit log was not compared since the start");
    }
    if (fault.isPresent()) {
      throw refusal(
          "records-incomplete",
          "Rows of the audit log are missing or changed; the operator has to examine it");
    }
  }

  private static ProblemException refusal(String check, String detail) {
    return new ProblemException(ProblemType.DEPENDENCY_UNAVAILABLE, check, detail + ": " + check);
  }

  /** The signed heads, oldest first, not verified. */
  public List<String> heads() {
    return log.read(0, Integer.MAX_VALUE);
  }

  /** Why a log without any head cannot be a new one; empty if it can, or if there are heads. */
  public Optional<String> missingHeads() {
    return log.last().isEmpty() && !rows.areAll(BEGINNINGS)
        ? Optional.of(NO_HEADS)
        : Optional.empty();
  }

  /**
   * Compares, and signs a new head when the log has grown.
   *
   * @throws ProblemException when the token or the database is away; what was known before stays
   */
  public synchronized void keep() {
    compare(publicKey());
  }

  /** The key, which is made together with the first head. */
  private PublicKey publicKey() {
    Optional<PublicKey> found = key.find();
    if (found.isEmpty() && log.last().isPresent()) {
      throw new ProblemException(
          ProblemType.SIGNER_UNAVAILABLE,
          "audit-key-missing",
          "The token does not have the key that signed the heads of the audit log");
    }
    if (found.isEmpty()) {
      key.make(store);
      found = key.find();
    }
    return found.orElseThrow();
  }

  private void compare(PublicKey auditKey) {
    Optional<HeadStatement> last = log.last().flatMap(line -> verified(line, auditKey));
    Optional<String> lost = lost(last);
    if (lost.isEmpty()) {
      if (!begun || reading.isDue()) {
        reading.begin(gaps(auditKey));
        begun = true;
      }
      reading.read();
    }
    fault = lost.or(() -> reading.found().map(Break::reason));
    boolean grown =
        last.filter(statement -> statement.head().seq() >= reading.head().seq()).isEmpty();
    if (fault.isEmpty() && grown) {
      state(reading.head(), Optional.empty());
    }
  }

  private Optional<String> lost(Optional<HeadStatement> last) {
    if (log.last().isEmpty()) {
      return missingHeads();
    }
    return last.map(this::missing).orElse(Optional.of(FOREIGN));
  }

  private Optional<String> missing(HeadStatement statement) {
    AuditHead head = statement.head();
    return rows.holds(head)
        ? Optional.empty()
        : Optional.of(
            "the database lacks row %d of the audit log, which was signed at %s"
                .formatted(head.seq(), statement.at()));
  }

  private Optional<HeadStatement> verified(String line, PublicKey auditKey) {
    return HeadStatement.verified(line, auditKey)
        .filter(statement -> statement.head().chain().equals(AuditRows.chain()));
  }

  /**
   * The acceptances of gaps that count: the newest head before the gap still fits, because the rows
   * after a gap do not prove those before it.
   */
  private List<HeadStatement> gaps(PublicKey auditKey) {
    return log
        .all(
            line ->
                HeadStatement.mayHoldGap(line)
                    ? verified(line, auditKey).filter(statement -> statement.gap().isPresent())
                    : Optional.empty())
        .stream()
        .filter(statement -> isProvedBefore(statement.gap().orElseThrow(), auditKey))
        .toList();
  }

  private boolean isProvedBefore(Gap gap, PublicKey auditKey) {
    return log.newest(
            line -> verified(line, auditKey).filter(each -> each.head().seq() < gap.lostFrom()))
        .flatMap(this::missing)
        .isEmpty();
  }

  /**
   * Accepts that rows are lost or changed, and signs the database as it is; both stay in the file.
   *
   * @param by who accepts it
   * @return the accepted gap
   * @throws ProblemException not-found, check records-complete, when nothing is missing
   */
  public synchronized Gap acceptGap(String by, String reason) {
    PublicKey auditKey = publicKey();
    readAll(auditKey);
    if (fault.isEmpty()) {
      throw new ProblemException(
          ProblemType.NOT_FOUND,
          "records-complete",
          "Nothing is missing from the audit log, and nothing is changed.");
    }
    Gap gap = gap(auditKey, by, reason);
    state(reading.head(), Optional.of(gap));
    store.record(
        AuditEntry.of("audit.gap-accepted", Outcome.DONE, "", by)
            .about(AuditRows.chain())
            .with("after", Long.toString(reading.head().seq()))
            .with("lost_from", Long.toString(gap.lostFrom()))
            .with("lost_to", Long.toString(gap.lostTo()))
            .with("reason", reason));
    readAll(auditKey);
    return gap;
  }

  /** Compares, and reads the whole log, however long it takes. */
  private void readAll(PublicKey auditKey) {
    compare(auditKey);
    reading.begin(gaps(auditKey));
    begun = true;
    do {
      reading.read();
    } while (!reading.hasEnded());
    if (fault.isEmpty()) {
      fault = reading.found().map(Break::reason);
    }
  }

  /** All rows that do not fit, and those that were signed and are gone. */
  private Gap gap(PublicKey auditKey, String by, String reason) {
    Optional<Break> broken = reading.found();
    long from = broken.map(Break::from).orElse(Long.MAX_VALUE);
    long to = broken.map(Break::to).orElse(0L);
    Optional<HeadStatement> last = log.newest(line -> verified(line, auditKey));
    if (broken.isEmpty() || last.flatMap(this::missing).isPresent()) {
      from = Math.min(from, firstLost(auditKey));
      to = Math.max(to, last.map(head -> head.head().seq()).orElse(reading.head().seq()));
    }
    return new Gap(from, to, by, reason);
  }

  /** The row after the newest signed head that the database has, or after its own end. */
  private long firstLost(PublicKey auditKey) {
    return log.newest(line -> verified(line, auditKey).filter(each -> missing(each).isEmpty()))
            .map(held -> held.head().seq())
            .orElse(reading.head().seq())
        + 1;
  }

  private void state(AuditHead head, Optional<Gap> gap) {
    String previous = log.last().map(HeadStatement::digest).orElse("");
    HeadStatement statement =
        new HeadStatement(head, clock.instant().truncatedTo(ChronoUnit.SECONDS), previous, gap);
    log.append(statement.signed(key.signer()));
  }
}
