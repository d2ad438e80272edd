package org.bailiwick.node.statuslist;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Gives each new token a place in a status list, at random, so that neither order nor number of the
 * tokens can be told from it. A process draws from lists that it has opened itself, so no two
 * processes give the same place. A list is used until it is full or twelve hours old, and not after
 * a restart.
 */
public final class StatusPlaces {

  /** Number of entries of each list. */
  public static final int ENTRIES = 1 << 17;

  private static final Duration OPEN_FOR = Duration.ofHours(12);

  /** A usual life of a token; a token that lives longer opens a list that lives longer. */
  private static final Duration LIFE = Duration.ofHours(24);

  /** The smallest and the end of the numbers, which JSON and JavaScript hold exactly. */
  private static final long FIRST_NUMBER = 1L << 32;

  private static final long END_OF_NUMBERS = 1L << 53;

  /** A list with the indexes that are free, of which one after the other is drawn. */
  private static final class OpenList {
    private final StatusListRow row;
    private final int[] indexes = new int[ENTRIES];
    private int drawn;

    private OpenList(StatusListRow row) {
      this.row = row;
      for (int index = 0; index < ENTRIES; index++) {
        indexes[index] = index;
      }
    }

    private boolean takes(Instant now, Instant expiresAt) {
      return drawn < ENTRIES
          && !now.isBefore(row.openedAt()) // a clock that was ahead has opened it
          && now.isBefore(row.openedAt().plus(OPEN_FOR))
          && !expiresAt.isAfter(row.expiresAt());
    }

    /** A step of the Fisher-Yates shuffle. */
    private StatusPlace draw(SecureRandom random) {
      int at = drawn + random.nextInt(ENTRIES - drawn);
      int index = indexes[at];
      indexes[at] = indexes[drawn];
      drawn++;
      return new StatusPlace(row.id(), index);
    }
  }

  private final GroupWriter writer;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final LongAdder given = new LongAdder();
  private OpenList open;

  public StatusPlaces(GroupWriter writer, Clock clock) {
    this.writer = writer;
    this.clock = clock;
  }

  /**
   * The place of a new token. A unit of work must not call this, since a new list is committed
   * first.
   *
   * @param expiresAt the end of the token
   * @throws org.bailiwick.contract.problem.ProblemException as {@link GroupWriter#commit} does
   */
  public synchronized StatusPlace next(Instant expiresAt) {
    Instant now = clock.instant();
    if (open == null || !open.takes(now, expiresAt)) {
      open = open(now, expiresAt);
    }
    given.increment();
    return open.draw(random);
  }

  private OpenList open(Instant now, Instant lastToken) {
    Instant usual = now.plus(OPEN_FOR).plus(LIFE);
    StatusListRow row =
        new StatusListRow(
            random.nextLong(FIRST_NUMBER, END_OF_NUMBERS),
            now,
            lastToken.isAfter(usual) ? lastToken : usual);
    writer.commit(
        em -> em.persist(new StatusListRow(row.id(), row.openedAt(), row.expiresAt())),
        AuditEntry.of("status-list.opened", Outcome.DONE, "", "")
            .about(Long.toString(row.id()))
            .with("expires_at", row.expiresAt().toString()));
    return new OpenList(row);
  }

  /** Number of places that this process has given. */
  public long given() {
    return given.sum();
  }

  /** Deletes the lists of which every token had expired before this time. */
  public static UnitOfWork forgetExpired(Instant now) {
    return em ->
        em.createQuery("delete from StatusListRow l where l.expiresAt < :now")
            .setParameter("now", now)
            .executeUpdate();
  }
}
