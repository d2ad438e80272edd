package org.bailiwick.master.attempts;

import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Counts failed attempts at secrets for each account and for each source address, and refuses
 * further ones until the period is over.
 */
public final class FailedAttempts {

  /**
   * An account has ten failures in five minutes, 2,880 a day: none against a password of fifteen
   * characters, and few enough that its owner, who shares the ten, is not shut out by own mistakes.
   */
  private static final int OF_ACCOUNT = 10;

  /** Many people may be behind one address. */
  private static final int OF_SOURCE = 50;

  private static final Duration PERIOD = Duration.ofMinutes(5);

  private final Store store;
  private final GroupWriter writer;
  private final Clock clock;

  public FailedAttempts(Store store, GroupWriter writer, Clock clock) {
    this.store = store;
    this.writer = writer;
    this.clock = clock;
  }

  /** What failures are counted for. */
  public record Counter(String name, int most) {
    public static Counter ofAccount(String account) {
      return new Counter("account:" + account, OF_ACCOUNT);
    }

    public static Counter ofSource(String source) {
      return new Counter("source:" + source, OF_SOURCE);
    }
  }

  /**
   * Refuses an attempt when one of the counters is full.
   *
   * @throws ProblemException too-many-requests with the rest of the period as Retry-After
   */
  public void requireRoom(List<Counter> counters) {
    Instant now = clock.instant();
    store.read(
        em -> {
          counters.forEach(counter -> requireRoom(em, counter, now));
          return counters.size();
        });
  }

  /**
   * Counts an attempt before its secret is compared; {@link #succeeded} takes it back.
   *
   * @throws ProblemException as {@link #requireRoom} does; nothing was counted then
   */
  public void begin(List<Counter> counters) {
    requireRoom(counters);
    Instant now = clock.instant();
    writer.commitAmongNodes(
        em -> {
          counters.forEach(counter -> requireRoom(em, counter, now));
          counters.forEach(counter -> add(em, counter, 1, now));
        });
  }

  /** Takes back what {@link #begin} has counted. */
  public void succeeded(List<Counter> counters) {
    change(counters, -1);
  }

  /** Counts an attempt that has failed. */
  public void failed(List<Counter> counters) {
    change(counters, 1);
  }

  /** Deletes counters whose period is long over. */
  public void forget() {
    Instant then = clock.instant().minus(PERIOD.multipliedBy(2));
    writer.commit(
        em ->
            em.createQuery("delete from FailedAttemptRow r where r.startedAt < :then")
                .setParameter("then", then)
                .executeUpdate());
  }

  private void change(List<Counter> counters, int attempts) {
    Instant now = clock.instant();
    writer.commitAmongNodes(em -> counters.forEach(counter -> add(em, counter, attempts, now)));
  }

  private static void add(EntityManager em, Counter counter, int attempts, Instant now) {
    FailedAttemptRow row = em.find(FailedAttemptRow.class, counter.name());
    if (row == null) {
      row = new FailedAttemptRow(counter.name(), now);
      em.persist(row);
    } else if (isOver(row, now)) {
      row.begin(now);
    }
    row.add(attempts);
  }

  private static void requireRoom(EntityManager em, Counter counter, Instant now) {
    FailedAttemptRow row = em.find(FailedAttemptRow.class, counter.name());
    if (row != null && !isOver(row, now) && row.failures() >= counter.most()) {
      throw new ProblemException(
              ProblemType.TOO_MANY_REQUESTS,
              "attempts-failed",
              "Too many attempts have failed; see Retry-After.")
          .after(row.left(now, PERIOD));
    }
  }

  /** A start in the future is of a node whose clock is ahead; such a period never ends late. */
  private static boolean isOver(FailedAttemptRow row, Instant now) {
    Duration left = row.left(now, PERIOD);
    return !left.isPositive() || left.compareTo(PERIOD.multipliedBy(2)) > 0;
  }
}
