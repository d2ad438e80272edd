package org.bailiwick.aca.audit;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.aca.clock.ClockTrust;
import org.bailiwick.aca.clock.SignedTimes;
import org.bailiwick.node.audit.HeadLog;
import org.bailiwick.node.audit.HeadStatement;
import org.bailiwick.node.records.AuditKeys;
import org.bailiwick.node.records.StatedHeads;

/**
 * The times of the signed heads, from the newest to the oldest. If some are later than a given
 * time, the clock has either been at that time before, or was ahead and jumped over it. It jumped
 * if the later heads span no more time than has passed from the head before them to the given time.
 */
public final class HeadTimes implements SignedTimes {

  private final StatedHeads stated;

  public HeadTimes(HeadLog log, String chain, AuditKeys keys) {
    this.stated = new StatedHeads(log, chain, keys);
  }

  @Override
  public Optional<Instant> newestIfPassed(Instant time) {
    if (stated.isEmpty()) {
      return Optional.empty();
    }
    Later later = new Later(time.plus(ClockTrust.TOLERANCE));
    Optional<Instant> before = stated.newest(later::unlessLater);
    if (later.newest.isEmpty()) {
      return Optional.empty();
    }
    boolean jumped =
        before
            .map(last -> Duration.between(last, time).plus(ClockTrust.TOLERANCE))
            .filter(passed -> later.length().compareTo(passed) <= 0)
            .isPresent();
    return jumped ? Optional.empty() : later.newest;
  }

  /** The heads after a time, which are read from the newest to the oldest. */
  private static final class Later {
    private final Instant limit;
    private Optional<Instant> newest = Optional.empty();
    private Optional<Instant> oldest = Optional.empty();

    Later(Instant limit) {
      this.limit = limit;
    }

    Optional<Instant> unlessLater(HeadStatement head) {
      if (!head.at().isAfter(limit)) {
        return Optional.of(head.at());
      }
      newest = newest.or(() -> Optional.of(head.at()));
      oldest = Optional.of(head.at());
      return Optional.empty();
    }

    /** The time from the oldest of these heads to the newest. */
    Duration length() {
      return Duration.between(oldest.orElseThrow(), newest.orElseThrow());
    }
  }
}
