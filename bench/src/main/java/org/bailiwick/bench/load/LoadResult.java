package org.bailiwick.bench.load;

import java.util.Arrays;
import java.util.Locale;

/** What a load found: numbers of answers, and the sorted times of the good ones in nanoseconds. */
public final class LoadResult {
  private static final double NANOS_PER_MILLI = 1e6;

  private final int bad;
  private final double seconds;
  private final long[] nanos;

  private LoadResult(int bad, double seconds, long[] nanos) {
    this.bad = bad;
    this.seconds = seconds;
    this.nanos = nanos;
  }

  /** Collects the performances of several threads. */
  public static final class Tally {
    private long[] nanos = new long[1024];
    private int good;
    private int bad;

    public synchronized void add(boolean isGood, long took) {
      if (!isGood) {
        bad++;
        return;
      }
      if (good == nanos.length) {
        nanos = Arrays.copyOf(nanos, 2 * good);
      }
      nanos[good++] = took;
    }

    public synchronized LoadResult result(double seconds) {
      long[] sorted = Arrays.copyOf(nanos, good);
      Arrays.sort(sorted);
      return new LoadResult(bad, seconds, sorted);
    }
  }

  public int good() {
    return nanos.length;
  }

  public int bad() {
    return bad;
  }

  public double seconds() {
    return seconds;
  }

  /** The time within which this share of the good answers came, by nearest rank. */
  public double millis(double share) {
    if (good() == 0) {
      return 0;
    }
    int rank = (int) Math.ceil(share * good());
    return nanos[Math.max(rank, 1) - 1] / NANOS_PER_MILLI;
  }

  /** The line that the scripts of the bench read; it begins as that of {@code post.lua}. */
  public String line() {
    return String.format(
        Locale.ROOT,
        "good=%d bad=%d seconds=%.3f rate=%.2f p50_ms=%.3f p99_ms=%.3f",
        good(),
        bad,
        seconds,
        seconds == 0 ? 0 : good() / seconds,
        millis(0.5),
        millis(0.99));
  }
}
