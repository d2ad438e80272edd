package org.bailiwick.master.outbox;

import java.time.Duration;
import org.bailiwick.node.settings.Settings;

/**
 * The bounds within which acts are performed.
 *
 * @param firstPause the pause after the first failure; it doubles with each further one
 * @param longestPause the greatest pause
 * @param giveUpAfter the age from which a failed act is not tried again
 * @param callTimeout the longest time of one try
 * @param atOnce the most tries at once, each at another target
 */
public record OutboxSettings(
    Duration firstPause,
    Duration longestPause,
    Duration giveUpAfter,
    Duration callTimeout,
    int atOnce) {

  private static final String FIRST_PAUSE = "master.ending-first-pause";
  private static final String LONGEST_PAUSE = "master.ending-longest-pause";
  private static final String GIVE_UP_AFTER = "master.ending-give-up-after";
  private static final String CALL_TIMEOUT = "master.ending-call-timeout";
  private static final Duration MOST_TIMEOUT = Duration.ofMinutes(1);
  private static final Duration LEAST = Duration.ofSeconds(1);
  private static final int MAX_DOUBLINGS = 20;

  public static OutboxSettings read(Settings settings) {
    OutboxSettings read =
        new OutboxSettings(
            settings.duration(FIRST_PAUSE, Duration.ofSeconds(5)),
            settings.duration(LONGEST_PAUSE, Duration.ofHours(1)),
            settings.duration(GIVE_UP_AFTER, Duration.ofDays(1)),
            settings.duration(CALL_TIMEOUT, Duration.ofSeconds(10)),
            settings.number("master.ending-calls", 16, new Settings.Range(1, 256)));
    if (read.firstPause.compareTo(LEAST) < 0) {
      settings.fault(FIRST_PAUSE, "must be at least PT1S");
    }
    if (read.longestPause.compareTo(read.firstPause) < 0) {
      settings.fault(LONGEST_PAUSE, "must be at least " + FIRST_PAUSE);
    }
    if (read.giveUpAfter.compareTo(read.longestPause) < 0) {
      settings.fault(GIVE_UP_AFTER, "must be at least " + LONGEST_PAUSE);
    }
    if (read.callTimeout.compareTo(LEAST) < 0 || read.callTimeout.compareTo(MOST_TIMEOUT) > 0) {
      settings.fault(CALL_TIMEOUT, "must be from PT1S to PT1M");
    }
    return read;
  }

  /** The pause after so many failures in a row. */
  Duration pause(int failures) {
    Duration wanted = firstPause.multipliedBy(1L << Math.clamp(failures - 1L, 0, MAX_DOUBLINGS));
    return wanted.compareTo(longestPause) > 0 ? longestPause : wanted;
  }
}
