package org.bailiwick.aca.clock;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Elapsed time by counters that nobody can set. The JVM's counter is fast but may stop while the
 * machine sleeps. The machine's counter does not stop, but has to be read from a file.
 *
 * @param nanos as {@link System#nanoTime}
 * @param sinceBoot time since the machine started, including sleep; may be the same counter
 */
public record ElapsedTime(LongSupplier nanos, Supplier<Duration> sinceBoot) {

  private static final Path UPTIME = Path.of("/proc/uptime");

  /** The file counts hundredths of a second, and is read shortly after the other counter. */
  private static final Duration SHORTEST_SLEEP = Duration.ofSeconds(1);

  /** The elapsed time of this machine. */
  public static ElapsedTime ofSystem() {
    return new ElapsedTime(System::nanoTime, ElapsedTime::uptime);
  }

  /**
   * Linux counts the time since its start, including sleep; elsewhere the JVM's counter is used.
   */
  private static Duration uptime() {
    try {
      String seconds = Files.readString(UPTIME).split(" ", 2)[0];
      return Duration.ofMillis(Math.round(Double.parseDouble(seconds) * 1000));
    } catch (IOException | NumberFormatException none) {
      return Duration.ofNanos(System.nanoTime());
    }
  }

  /** One reading of both counters. */
  record Mark(long nanos, Duration sinceBoot) {}

  Mark mark() {
    return new Mark(nanos.getAsLong(), sinceBoot.get());
  }

  /** The time since this mark, without the machine's sleep. */
  Duration awakeSince(Mark mark) {
    return Duration.ofNanos(nanos.getAsLong() - mark.nanos());
  }

  /** The time since this mark, including the machine's sleep. */
  Duration since(Mark mark) {
    Duration awake = awakeSince(mark);
    Duration asleep = sinceBoot.get().minus(mark.sinceBoot()).minus(awake);
    return asleep.compareTo(SHORTEST_SLEEP) > 0 ? awake.plus(asleep) : awake;
  }
}
