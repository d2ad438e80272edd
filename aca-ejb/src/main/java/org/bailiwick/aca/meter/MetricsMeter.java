package org.bailiwick.aca.meter;

import java.time.Duration;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** Keeps the figures in the node's MicroProfile metrics. */
public final class MetricsMeter implements Meter {

  private static final String PREFIX = "aca_";

  private final MetricRegistry registry;

  public MetricsMeter(MetricRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void count(String name, String label) {
    registry.counter(PREFIX + name, new Tag("check", label)).inc();
  }

  @Override
  public void time(String name, Duration taken) {
    registry.timer(PREFIX + name).update(taken);
  }
}
