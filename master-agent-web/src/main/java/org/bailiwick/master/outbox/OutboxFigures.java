package org.bailiwick.master.outbox;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.log.StructuredLog;

/**
 * How much the outbox has to do, for operators, at every process. The figures of the database are
 * those of the last count, so that nobody who reads them waits for the database.
 */
public final class OutboxFigures {

  private static final StructuredLog LOG = StructuredLog.of(OutboxFigures.class);

  private static final int DELETED_AT_ONCE = 500;
  private static final int MOST_BATCHES = 1000;

  private final EndingActs acts;
  private final SteadyTime time;
  private final Duration kept;
  private final AtomicLong givenUp = new AtomicLong();
  private volatile EndingActs.Figures last = EndingActs.Figures.NONE;

  /** {@code kept} is how long the row of an act stays after the act is over. */
  public OutboxFigures(EndingActs acts, SteadyTime time, Duration kept) {
    this.acts = acts;
    this.time = time;
    this.kept = kept;
  }

  /** Counts anew; a timer calls it. */
  public void count() {
    EndingActs.Figures now = acts.figures();
    if (now.unknown() > 0 && now.unknown() != last.unknown()) {
      LOG.warn("ending.kind-unknown", Map.of("count", now.unknown()));
    }
    last = now;
  }

  /** Deletes the rows of acts that have been over for long enough; a timer calls it. */
  public void forget() {
    Instant before = time.earliest().minus(kept);
    int batches = 0;
    while (acts.deleteOver(before, DELETED_AT_ONCE) == DELETED_AT_ONCE && batches < MOST_BATCHES) {
      batches++;
    }
  }

  void gaveUp() {
    givenUp.incrementAndGet();
  }

  /** The number of acts that are not over. */
  public long pending() {
    return last.pending();
  }

  /** The age of the oldest act that is not over, in seconds; 0 if there is none. */
  public long oldestSeconds() {
    return last.oldest()
        .map(oldest -> Math.max(0, Duration.between(oldest, time.latest()).toSeconds()))
        .orElse(0L);
  }

  /** The number of acts that are not over and of a kind that this version does not know. */
  public long unknown() {
    return last.unknown();
  }

  /** The number of acts that this process has given up since its start. */
  public long givenUp() {
    return givenUp.get();
  }
}
