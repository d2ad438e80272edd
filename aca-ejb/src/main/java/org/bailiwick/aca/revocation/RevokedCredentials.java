package org.bailiwick.aca.revocation;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.aca.ledger.Ended;
import org.bailiwick.aca.ledger.RevocationList;

/**
 * Which certificates ended, in memory, for the check that every request makes. It holds 64 bits of
 * each, so that a million take some 60 MB: who is not in it has not ended, and who is, is looked up
 * in the ledger. This node's own revocations are in it before they are answered; those of another
 * authority node within a timer's period.
 */
@Singleton
public final class RevokedCredentials {

  /**
   * Looked back over at each reading, for commits that came out of order and clocks that differ.
   */
  private static final Duration OVERLAP = Duration.ofMinutes(5);

  /** Well below the overlap. */
  private static final Duration JUMP = Duration.ofMinutes(1);

  private final RevocationList list;
  private final Set<Long> marks = ConcurrentHashMap.newKeySet();
  private volatile Instant readTo = Instant.EPOCH;
  private Instant readAt = Instant.EPOCH;
  private long readNanos;

  @Inject
  public RevokedCredentials(RevocationList list) {
    this.list = list;
  }

  /** The end of this certificate, from the ledger. */
  public Optional<Ended> find(CredentialRef ref) {
    return mayHaveEnded(ref) ? list.find(ref) : Optional.empty();
  }

  /** False: it has not ended. True: it has, but for one chance in 2^44 with a million of them. */
  public boolean mayHaveEnded(CredentialRef ref) {
    return marks.contains(mark(ref));
  }

  /** Tells of an end that {@link #refresh} may not see: one from before it looks back to. */
  public void add(CredentialRef ref) {
    marks.add(mark(ref));
  }

  /**
   * Reads what came since the last reading: by the time that has passed since, when the clock has
   * gone further, since other nodes' clocks may not have; and everything, when it was set back.
   */
  public void refresh(Instant now) {
    refresh(now, System.nanoTime());
  }

  synchronized void refresh(Instant now, long nanos) {
    Instant expected = readAt.plusNanos(nanos - readNanos);
    boolean known = readTo.isAfter(Instant.EPOCH);
    boolean setBack = known && now.isBefore(expected.minus(JUMP));
    boolean ahead = known && now.isAfter(expected.plus(JUMP));
    list.forEachSince(setBack ? Instant.EPOCH : readTo, ended -> add(ended.ref()));
    readAt = ahead ? expected : now;
    readTo = readAt.minus(OVERLAP);
    readNanos = nanos;
  }

  /** Serial numbers are random. */
  private static long mark(CredentialRef ref) {
    return ref.serial().value().longValue() ^ ref.issuerId().hashCode();
  }
}
