package org.bailiwick.node.records;

import java.security.PublicKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.ArchiveStatement;
import org.bailiwick.node.audit.AuditChain;
import org.bailiwick.node.audit.AuditHead;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.audit.ChainReplay.Break;
import org.bailiwick.node.audit.HeadLog;
import org.bailiwick.node.audit.HeadStatement;

/**
 * Signs the head of a component's audit log in a file outside the database, and compares the two. A
 * database that lacks signed rows is an old copy, or somebody deleted rows; or somebody changed
 * rows. A component on it would not know what it had granted, so it grants nothing (no certificate,
 * registration, job or token) until an officer accepts the gap.
 */
public final class AuditHeads {

  /** The fault until the first comparison. */
  private static final String UNKNOWN = "the audit log was not compared with its signed heads yet";

  /** More rows than nodes write before anything is granted. */
  private static final int MOST_BEGINNINGS = 100;

  private static final String NO_HEADS =
      "the file of signed heads is missing, and the audit log is not empty";
  private static final String FOREIGN =
      "the newest head of the audit log is not signed by this node's audit key";

  private final String chain;
  private final RecordReads reader;
  private final Set<String> beginnings;
  private final ArchivedRows archives;
  private final StatedHeads stated;
  private final RowComparison rows;
  private final SigningClock clock;
  private final ReentrantLock comparing = new ReentrantLock();
  private volatile Optional<String> fault = Optional.of(UNKNOWN);
  private volatile Optional<String> difference = Optional.empty();

  /** The clock gives the time of signed heads. */
  public AuditHeads(HeadLog log, StoredChain stored, AuditKeys keys, SigningClock clock) {
    this.chain = stored.name();
    this.reader = stored.reads();
    this.beginnings = stored.beginnings();
    this.archives = stored.archived();
    this.stated = new StatedHeads(log, chain, keys);
    this.rows = new RowComparison(stored, stated, System::nanoTime);
    this.clock = clock;
  }

  /** The reason why nothing may be granted; empty when the audit log is complete. */
  public Optional<String> fault() {
    return fault.or(() -> rows.broken().map(Break::reason)).or(() -> difference);
  }

  /** Sets the difference between ledger and log; nothing is granted while there is one. */
  public void ledgerDiffers(Optional<String> found) {
    difference = found;
  }

  /** The newest manifest of an archive, if an audit key signed it. */
  public Optional<ArchiveStatement> archived() {
    return archives.newest().flatMap(stated::archive);
  }

  /**
   * Throws unless the audit log is complete and the clock is believed.
   *
   * @throws ProblemException DEPENDENCY_UNAVAILABLE, check records-incomplete; SIGNER_UNAVAILABLE
   *     if it was not compared, since the HSM has been away since the start
   */
  public void requireComplete() {
    requireClock();
    if (isUnknown() && comparing.tryLock()) {
      // The first caller compares without waiting for the timer; others do not wait for the HSM.
      try {
        compare();
      } finally {
        comparing.unlock();
      }
    }
    if (isUnknown()) {
      throw new ProblemException(
          ProblemType.SIGNER_UNAVAILABLE,
          "records-not-compared",
          "The HSM has not been available since the node started.");
    }
    if (fault().isPresent()) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "records-incomplete",
          "The audit log is incomplete or differs from the ledger; an officer has to examine it.");
    }
  }

  /**
   * Throws unless the clock is believed.
   *
   * @throws ProblemException SIGNER_UNAVAILABLE, check clock-in-doubt
   */
  public void requireClock() {
    clock.require();
  }

  /**
   * Compares, and signs a new head when the log has grown. While the clock is in doubt it does
   * neither, since the next start checks its clock against the head's time. For an empty database
   * it signs the head of the empty chain, so that a missing file is noticed from then on.
   */
  public void keep() {
    if (clock.fault().isPresent()) {
      return;
    }
    comparing.lock();
    try {
      compare();
    } finally {
      comparing.unlock();
    }
  }

  private boolean isUnknown() {
    return fault.equals(Optional.of(UNKNOWN));
  }

  private void compare() {
    Optional<HeadStatement> last = stated.last();
    long from = last.map(statement -> statement.head().seq()).orElse(0L);
    AuditHead now = reader.read(em -> AuditChain.head(em, chain, from));
    Optional<String> lost =
        stated.isEmpty()
            ? Optional.of(NO_HEADS).filter(none -> !isAtItsBeginning())
            : last.map(rows::missing).orElse(Optional.of(FOREIGN));
    if (lost.isEmpty()) {
      rows.recompute();
    }
    fault = lost; // not before, because until then it is not known whether rows are changed
    if (fault.isPresent() || rows.broken().isPresent()) {
      return;
    }
    if (last.filter(statement -> statement.head().equals(now)).isEmpty()) {
      state(now, Optional.empty(), Optional.empty());
    }
    handOver(now);
  }

  /**
   * Whether no row of the log grants anything: it is empty, or has only what other nodes write as
   * soon as they start. A database as old as that is no copy from which rows could be missing.
   */
  private boolean isAtItsBeginning() {
    List<AuditRow> rows = reader.read(em -> AuditChain.read(em, chain, 1, MOST_BEGINNINGS + 1));
    return rows.size() <= MOST_BEGINNINGS
        && rows.stream().allMatch(row -> beginnings.contains(row.event()));
  }

  // Each key hands over to the next, which signs the head again, up to the key in service.
  private void handOver(AuditHead now) {
    for (Optional<PublicKey> next = stated.due(); next.isPresent(); next = stated.due()) {
      String archived = archives.newest().map(HeadStatement::digest).orElse("");
      state(now, Optional.empty(), next.map(key -> new HeadStatement.Handover(key, archived)));
      state(now, Optional.empty(), Optional.empty());
    }
  }

  /**
   * Accepts that rows are lost or changed, and returns the signed head of the database as it is.
   *
   * @throws ProblemException NOT_FOUND, check records-complete, when nothing is missing
   */
  public HeadStatement acceptGap(String officer, String reason) {
    comparing.lock();
    try {
      return accept(officer, reason);
    } finally {
      comparing.unlock();
    }
  }

  private HeadStatement accept(String officer, String reason) {
    compare();
    if (fault.isEmpty() && rows.broken().isEmpty()) {
      throw new ProblemException(
          ProblemType.NOT_FOUND,
          "records-complete",
          "Nothing is missing from the audit log, and nothing is changed.");
    }
    AuditHead now = reader.read(em -> AuditChain.head(em, chain));
    HeadStatement.Gap gap =
        fault.isPresent() ? lost(now, officer, reason) : changed(officer, reason);
    HeadStatement accepted = state(now, Optional.of(gap), Optional.empty());
    fault = Optional.empty();
    rows.again();
    return accepted;
  }

  private HeadStatement.Gap lost(AuditHead now, String officer, String reason) {
    long lostTo = stated.last().map(last -> last.head().seq()).orElse(now.seq());
    return new HeadStatement.Gap(lostFrom(now), lostTo, officer, reason);
  }

  private HeadStatement.Gap changed(String officer, String reason) {
    Break broken = rows.broken().orElseThrow();
    return new HeadStatement.Gap(broken.from(), broken.to(), officer, reason);
  }

  /** The row after the newest signed head that the database holds, or after its own head. */
  private long lostFrom(AuditHead now) {
    return stated
        .newest(statement -> Optional.of(statement).filter(each -> rows.missing(each).isEmpty()))
        .map(held -> held.head().seq() + 1)
        .orElse(now.seq() + 1);
  }

  /** Signed heads from this one on, counted from 0. */
  public List<String> read(long from, int limit) {
    return stated.read(from, limit);
  }

  /** Manifests of archives from this number on, counted from 1. */
  public List<String> archives(long from, int limit) {
    return archives.read(from, limit);
  }

  /** The newest manifest of an archive, not verified. */
  public Optional<String> newestArchive() {
    return archives.newest();
  }

  /** Whether this head was signed and the database holds its row. */
  public boolean isSignedAndHeld(AuditHead head) {
    return reader.read(em -> AuditChain.holds(em, head))
        && stated
            .newest(each -> Optional.of(each).filter(statement -> statement.head().equals(head)))
            .isPresent();
  }

  /** The time of this row, which the database must hold. */
  public Instant writtenAt(long seq) {
    return reader.read(em -> AuditChain.read(em, chain, seq, 1)).getFirst().at();
  }

  /** Signs the manifest of an archive. */
  public String sign(ArchiveStatement manifest) {
    return stated.sign(manifest);
  }

  private HeadStatement state(
      AuditHead head, Optional<HeadStatement.Gap> gap, Optional<HeadStatement.Handover> handover) {
    Instant at = clock.now().truncatedTo(ChronoUnit.SECONDS);
    return stated.append(new HeadStatement(head, at, "", gap, handover));
  }
}
