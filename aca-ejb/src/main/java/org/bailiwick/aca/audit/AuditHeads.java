package org.bailiwick.aca.audit;

import java.security.PublicKey;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.ArchiveStatement;
import org.bailiwick.node.audit.AuditChain;
import org.bailiwick.node.audit.AuditHead;
import org.bailiwick.node.audit.HeadLog;
import org.bailiwick.node.audit.HeadStatement;
import org.bailiwick.node.jose.JwsSigner;

/**
 * Signs where this node's audit log stands, in a file outside of the database, and compares the
 * two: a database that lacks what was signed is an old copy, or somebody cut it. A certificate
 * issued on it could not be told from the lost ones, so nothing is issued until an officer accepts
 * the gap.
 */
public final class AuditHeads {

  /** Until the first comparison. */
  private static final String UNKNOWN = "the audit log was not compared with its signed heads yet";

  private static final String NO_HEADS =
      "the file of signed heads is missing, and the audit log is not empty";
  private static final String FOREIGN =
      "the newest head of the audit log is not signed by this authority's audit key";

  private final HeadLog log;
  private final String chain;
  private final LedgerReader reader;
  private final Archives archives;
  private final Keys keys;
  private final Clock clock;
  private final ReentrantLock comparing = new ReentrantLock();
  private volatile Optional<String> fault = Optional.of(UNKNOWN);

  /** The key that signs and verifies statements, asked for when it is needed. */
  public record Keys(Supplier<JwsSigner> signer, Supplier<PublicKey> auditKey) {}

  public AuditHeads(HeadLog log, String chain, LedgerReader reader, Keys keys, Clock clock) {
    this.log = log;
    this.chain = chain;
    this.reader = reader;
    this.archives = new Archives(chain, reader, keys.auditKey());
    this.keys = keys;
    this.clock = clock;
  }

  /** Why nothing may be issued; empty when the records are complete. */
  public Optional<String> fault() {
    return fault;
  }

  /**
   * Returns normally when the records are complete.
   *
   * @throws ProblemException DEPENDENCY_UNAVAILABLE, check records-incomplete; SIGNER_UNAVAILABLE
   *     while the HSM, away since the start, has not let them be compared
   */
  public void requireComplete() {
    if (isUnknown() && comparing.tryLock()) {
      // Whoever needs it does not wait for the timer, and only one waits for the HSM.
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
          "The HSM has not been available since the authority started.");
    }
    if (fault.isPresent()) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "records-incomplete",
          "The authority's records are not complete; an officer has to look at them.");
    }
  }

  /**
   * Compares, and signs a new head when the log has grown. On an empty database the head of the
   * empty chain is signed first, so that from then on a missing file means a lost one.
   */
  public void keep() {
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
    Optional<String> line = log.last();
    Optional<HeadStatement> last = line.flatMap(this::verified);
    long stated = last.map(statement -> statement.head().seq()).orElse(0L);
    AuditHead now = reader.read(em -> AuditChain.head(em, chain, stated));
    if (line.isEmpty()) {
      fault = now.seq() == 0 ? Optional.empty() : Optional.of(NO_HEADS);
    } else {
      fault = last.map(this::missing).orElse(Optional.of(FOREIGN));
    }
    boolean grown = last.filter(statement -> statement.head().equals(now)).isEmpty();
    if (fault.isEmpty() && grown) {
      state(now, line, Optional.empty());
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
    Optional<String> line = log.last();
    long lostTo = line.flatMap(this::verified).map(last -> last.head().seq()).orElse(now.seq());
    HeadStatement.Gap gap = new HeadStatement.Gap(lostFrom(now), lostTo, officer, reason);
    HeadStatement accepted = state(now, line, Optional.of(gap));
    fault = Optional.empty();
    return accepted;
  }

  /**
   * The row after the newest statement that the database holds; after the present end, if nothing
   * is known of what was stated.
   */
  private long lostFrom(AuditHead now) {
    return log.newest(line -> verified(line).filter(statement -> missing(statement).isEmpty()))
        .map(held -> held.head().seq() + 1)
        .orElse(now.seq() + 1);
  }

  /** Signed statements from this one on, counted from 0. */
  public List<String> read(long from, int limit) {
    return log.read(from, limit);
  }

  /** Statements of archives, from this number on, counted from 1. */
  public List<String> archives(long from, int limit) {
    return archives.read(from, limit);
  }

  /** The newest statement of an archive. */
  Optional<String> newestArchive() {
    return archives.newest();
  }

  /** Whether this is a head that was signed, of a row that the database holds. */
  boolean isSignedAndHeld(AuditHead head) {
    return reader.read(em -> AuditChain.holds(em, head))
        && log.newest(line -> verified(line).filter(statement -> statement.head().equals(head)))
            .isPresent();
  }

  /** When this row was written, which the database holds. */
  Instant writtenAt(long seq) {
    return reader.read(em -> AuditChain.read(em, chain, seq, 1)).getFirst().at();
  }

  /** Signs what leaves for an archive. */
  String sign(ArchiveStatement statement) {
    return statement.signed(keys.signer().get());
  }

  private HeadStatement state(
      AuditHead head, Optional<String> after, Optional<HeadStatement.Gap> gap) {
    HeadStatement statement =
        new HeadStatement(
            head,
            clock.instant().truncatedTo(ChronoUnit.SECONDS),
            after.map(HeadStatement::digest).orElse(""),
            gap);
    log.append(statement.signed(keys.signer().get()));
    return statement;
  }

  // Empty when the database holds it, or an archive does, else how it does not.
  private Optional<String> missing(HeadStatement stated) {
    AuditHead head = stated.head();
    return reader.read(em -> AuditChain.holds(em, head)) || archives.cover(head)
        ? Optional.empty()
        : Optional.of(
            "the database lacks row %d of the audit log, which was signed at %s"
                .formatted(head.seq(), stated.at()));
  }

  private Optional<HeadStatement> verified(String line) {
    return HeadStatement.verified(line, keys.auditKey().get())
        .filter(statement -> statement.head().chain().equals(chain));
  }
}
