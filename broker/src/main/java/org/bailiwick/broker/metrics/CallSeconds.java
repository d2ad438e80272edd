package org.bailiwick.broker.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;

/** How long the calls of each asset took, as a histogram. */
final class CallSeconds {
  private static final String NAME = "broker_call_seconds";

  /** Upper bounds in seconds; a call has 300 at most. */
  private static final double[] BOUNDS = {
    0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300
  };

  private static final double NANOS = 1e9;

  private final Map<String, Histogram> byAsset = new ConcurrentSkipListMap<>();

  /** The calls of one asset. */
  private static final class Histogram {
    private final long[] counts = new long[BOUNDS.length + 1];
    private double sum;

    synchronized void add(double seconds) {
      int bucket = 0;
      while (bucket < BOUNDS.length && seconds > BOUNDS[bucket]) {
        bucket++;
      }
      counts[bucket]++;
      sum += seconds;
    }

    synchronized void write(MetricText text, String asset) {
      double upTo = 0;
      for (int i = 0; i < BOUNDS.length; i++) {
        upTo += counts[i];
        text.series(
            NAME + "_bucket", List.of("asset", asset, "le", MetricText.number(BOUNDS[i])), upTo);
      }
      upTo += counts[BOUNDS.length];
      text.series(NAME + "_bucket", List.of("asset", asset, "le", "+Inf"), upTo);
      text.series(NAME + "_sum", List.of("asset", asset), sum);
      text.series(NAME + "_count", List.of("asset", asset), upTo);
    }
  }

  void add(String asset, Duration took) {
    byAsset.computeIfAbsent(asset, each -> new Histogram()).add(took.toNanos() / NANOS);
  }

  void write(MetricText text) {
    text.family(NAME, "histogram", "Seconds of calls, of those that were refused, too.");
    byAsset.forEach((asset, histogram) -> histogram.write(text, asset));
  }
}
