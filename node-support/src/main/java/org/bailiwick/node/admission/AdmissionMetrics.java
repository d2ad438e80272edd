package org.bailiwick.node.admission;

import java.util.Arrays;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** The metrics of request admission. */
public interface AdmissionMetrics {

  /** Counts a refusal by this check. */
  void turnedAway(String check);

  /** Registers a gauge. */
  void show(String name, IntSupplier present);

  /**
   * Uses the node's metrics.
   *
   * @param prefix prefix of the application's metrics
   * @param tags tags of all its metrics
   */
  static AdmissionMetrics in(MetricRegistry metrics, String prefix, Tag... tags) {
    return new AdmissionMetrics() {
      @Override
      public void turnedAway(String check) {
        Tag[] all =
            Stream.concat(Arrays.stream(tags), Stream.of(new Tag("check", check)))
                .toArray(Tag[]::new);
        metrics.counter(prefix + "_requests_turned_away", all).inc();
      }

      @Override
      public void show(String name, IntSupplier present) {
        metrics.gauge(prefix + "_" + name, present::getAsInt, tags);
      }
    };
  }
}
