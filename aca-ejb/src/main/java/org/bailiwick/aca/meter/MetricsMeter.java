package org.bailiwick.aca.meter;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.metrics.Counter;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;
import org.eclipse.microprofile.metrics.Timer;

/** Keeps the metrics in MicroProfile's registry, and looks each up there once. */
public final class MetricsMeter implements Meter {

  private static final String PREFIX = "aca_";

  /** One of several counters of a name. */
  private record Series(String name, String label) {}

  private final MetricRegistry registry;
  private final Map<Series, Counter> counters = new ConcurrentHashMap<>();
  private final Map<String, Timer> timers = new ConcurrentHashMap<>();

  public MetricsMeter(MetricRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void count(String name, String label) {
    counters
        .computeIfAbsent(
            new Series(name, label),
            series -> registry.counter(PREFIX + name, DomainTag.with(new Tag("check", label))))
        .inc();
  }

  @Override
  public void time(String name, Duration taken) {
    timers
        .computeIfAbsent(name, key -> registry.timer(PREFIX + key, DomainTag.with()))
        .update(taken);
  }
}
