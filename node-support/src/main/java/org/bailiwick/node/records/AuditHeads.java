package org.bailiwick.node.records;

import java.security.PublicKey;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.ArchiveStatement;
import org.bailiwick.node.audit.AuditChain;
import org.bailiwick.node.audit.AuditHead;
import org.bailiwick.node.audit.HeadLog;
import org.bailiwick.node.audit.HeadStatement;

/**
 * Signs where a component's audit log stands, in a file outside of the database, and compares the
 * two: a database that lacks what was signed is an old copy, or somebody cut it. What is granted on
 * it could not be told from what was lost, so nothing is granted, no certificate, registration, job
 * or token, until an officer accepts the gap.
 */
public final class AuditHeads {

  /** Until the first comparison. */
  private static final String UNKNOWN = "the audit log was not compared with its signed heads yet";

  private static final String NO_HEADS =
      "the file of signed heads is missing, and the audit log is not empty";
  private static final String FOREIGN =
      "the newest head of the audit log is not signed by this node's audit key";

  private final String chain;
  private final RecordReads reader;
  private final ArchivedRows archives;
  private final StatedHeads stated;
  private final SigningClock clock;
  private final ReentrantLock comparing = new ReentrantLock();
  private volatile Optional<String> fault = Optional.of(UNKNOWN);
  private volatile Optional<String> difference = Optional.empty();

  /** Signed heads have the time of this clock. */
  public AuditHeads(HeadLog log, StoredChain stored, AuditKeys keys, SigningClock clock) {
    this.chain = stored.name();
    this.reader = stored.reads();
    this.archives = stored.archived();
    this.stated = new StatedHeads(log, chain, keys);
    this.clock = clock;
  }

  /** Why nothing may be granted; empty when the records are complete. */
  public Optional<String> fault() {
    return fault.or(() -> difference);
  }

  /** Sets the difference found between ledger and log; nothing is issued while there is one. */
  public void ledgerDiffers(Optional<String> found) {
    difference = found;
  }

  /** The newest statement of an archive that the audit key signed. */
  public Optional<ArchiveStatement> archived() {
    return archives.newest().flatMap(stated::archive);
  }

  /**
   * Returns normally when the records are complete, and the clock is one to sign by.
   *
   * @throws ProblemException DEPENDENCY_UNAVAILABLE, check records-incomplete; SIGNER_UNAVAILABLE
   *     while the HSM, away since the start, has not let them be compared
   */
  public void requireComplete() {
    requireClock();
    if (isUnknown() && comparing.tryLock()) {
      // A caller does not wait for the timer, and only one caller waits for the HSM.
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
          "The node's records are not complete; an officer has to look at them.");
    }
  }

  /**
   * Returns normally when the clock is one to judge and to sign by.
   *
   * @throws ProblemException SIGNER_UNAVAILABLE, check clock-in-doubt
   */
  public void requireClock() {
    clock.require();
  }

  /**
   * Compares, and signs a new head when the log has grown; while the clock is in doubt it does
   * neither, since a head's time tells the next start what time it was. On an empty database the
   * head of the empty chain is signed first, so that from then on a missing file means a lost one.
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
    if (stated.isEmpty()) {
      fault = now.seq() == 0 ? Optional.empty() : Optional.of(NO_HEADS);
    } else {
      fault = last.map(this::missing).orElse(Optional.of(FOREIGN));
    }
    if (fault.isPresent()) {
      return;
    }
    if (last.filter(statement -> statement.head().equals(now)).isEmpty()) {
      state(now, Optional.empty(), Optional.empty());
    }
    handOver(now);
  }

  // Each key names the next, up to the one in service; that one states the same head at once.
  private void handOver(AuditHead now) {
    for (Optional<PublicKey> next = stated.due(); next.isPresent(); next = stated.due()) {
      String archived = archives.newest().map(HeadStatement::digest).orElse("");
      state(now, Optional.empty(), next.map(key -> new HeadStatement.Handover(key, archived)));
      state(now, Optional.empty(), Optional.empty());
    }
  }

  /**
   * Accepts that rows are lost and takes the database as it is; returns what was stated.
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
    if (fault.isEmpty()) {
      throw new ProblemException(
          ProblemType.NOT_FOUND, "records-complete", "Nothing is missing from the audit log.");
    }
    AuditHead now = reader.read(em -> AuditChain.head(em, chain));
    long lostTo = stated.last().map(last -> last.head().seq()).orElse(now.seq());
    HeadStatement.Gap gap = new HeadStatement.Gap(lostFrom(now), lostTo, officer, reason);
    HeadStatement accepted = state(now, Optional.of(gap), Optional.empty());
    fault = Optional.empty();
    return accepted;
  }

  /**
   * The row after the newest statement that the database holds; after the present end, if nothing
   * is known of what was stated.
   */
  private long lostFrom(AuditHead now) {
    return stated
        .newest(statement -> Optional.of(statement).filter(each -> missing(each).isEmpty()))
        .map(held -> held.head().seq() + 1)
        .orElse(now.seq() + 1);
  }

  /** Signed statements from this one on, counted from 0. */
  public List<String> read(long from, int limit) {
    return stated.read(from, limit);
  }

  /** Statements of archives, from this number on, counted from 1. */
  public List<String> archives(long from, int limit) {
    return archives.read(from, limit);
  }

  /** The newest statement of an archive. */
  public Optional<String> newestArchive() {
    return archives.newest();
  }

  /** Whether this is a head that was signed, of a row that the database holds. */
  public boolean isSignedAndHeld(AuditHead head) {
    return reader.read(em -> AuditChain.holds(em, head))
        && stated
            .newest(each -> Optional.of(each).filter(statement -> statement.head().equals(head)))
            .isPresent();
  }

  /** When this row was written, which the database holds. */
  public Instant writtenAt(long seq) {
    return reader.read(em -> AuditChain.read(em, chain, seq, 1)).getFirst().at();
  }

  /** Signs what leaves for an archive. */
  public String sign(ArchiveStatement statement) {
    return stated.sign(statement);
  }

  private HeadStatement state(
      AuditHead head, Optional<HeadStatement.Gap> gap, Optional<HeadStatement.Handover> handover) {
    Instant at = clock.now().truncatedTo(ChronoUnit.SECONDS);
    return stated.append(new HeadStatement(head, at, "", gap, handover));
  }

  // Only what an audit key signed is believed.
  private boolean isArchived(AuditHead head) {
    return archives
        .newest()
        .flatMap(stated::archive)
        .filter(statement -> statement.rows().last().chain().equals(chain))
        .filter(statement -> statement.covers(head))
        .isPresent();
  }

  // Empty when the database holds it, or an archive does, else how it does not.
  private Optional<String> missing(HeadStatement statement) {
    AuditHead head = statement.head();
    return reader.read(em -> AuditChain.holds(em, head)) || isArchived(head)
        ? Optional.empty()
        : Optional.of(
            "the database lacks row %d of the audit log, which was signed at %s"
                .formatted(head.seq(), statement.at()));
  }
}
