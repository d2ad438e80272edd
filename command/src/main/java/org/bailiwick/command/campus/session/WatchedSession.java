package org.bailiwick.command.campus.session;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.command.campus.session.SessionNotes.Event;

/** A session that is not over, as far as is known, and how far its end has come. */
final class WatchedSession {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
  private static final int MOST_DOUBLINGS = 6;

  /**
   * A day of pauses; a switch that was away for so long has no session of before. It is a number,
   * because a clock that jumps ahead would end a patience in hours at once.
   */
  static final int MOST_ROUNDS = 150;

  private final AdmittedSession session;
  private Optional<Event> due = Optional.empty();
  private Instant next = Instant.MIN;
  private int rounds;
  private boolean asking;

  WatchedSession(AdmittedSession session) {
    this.session = session;
  }

  AdmittedSession session() {
    return session;
  }

  /** Why it has to end, if it has to. */
  Optional<Event> due() {
    return due;
  }

  void hasToEnd(Event reason) {
    due = Optional.of(reason);
  }

  void mayStay() {
    due = Optional.empty();
    rounds = 0;
    next = Instant.MIN;
  }

  boolean isAsking() {
    return asking;
  }

  /** Whether its switch is to be asked now. */
  boolean isReady(Instant now) {
    boolean ahead = next.isAfter(now.plus(LONGEST_PAUSE)); // set while the clock was ahead
    return due.isPresent() && !asking && (ahead || !now.isBefore(next));
  }

  boolean isHopeless() {
    return due.isPresent() && rounds >= MOST_ROUNDS;
  }

  void asking() {
    asking = true;
  }

  /** The switch was asked in vain. */
  void again(Instant now) {
    asking = false;
    Duration pause = FIRST_PAUSE.multipliedBy(1L << Math.min(rounds, MOST_DOUBLINGS));
    next = now.plus(pause.compareTo(LONGEST_PAUSE) < 0 ? pause : LONGEST_PAUSE);
    rounds++;
  }
}
