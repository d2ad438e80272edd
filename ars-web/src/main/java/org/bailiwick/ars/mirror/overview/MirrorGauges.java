package org.bailiwick.ars.mirror.overview;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.inject.Inject;
import org.bailiwick.ars.mirror.MirrorFreshness;
import org.bailiwick.ars.mirror.MirrorRefusals;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** The gauges of what is mirrored. */
@Singleton
@Startup
public class MirrorGauges {
  @Inject private MetricRegistry metrics;
  @Inject private MirrorFreshness freshness;
  @Inject private MirrorRefusals refusals;

  @PostConstruct
  void register() {
    metrics.gauge("ars_mirror_refusals", refusals::count);
    metrics.gauge("ars_mirror_domains_open", () -> (Number) domains(true));
    metrics.gauge("ars_mirror_domains_closed", () -> (Number) domains(false));
    metrics.gauge(
        "ars_mirror_agents",
        () ->
            (Number)
                freshness.domains().values().stream()
                    .mapToLong(each -> each.state().agents())
                    .sum());
  }

  private long domains(boolean open) {
    return freshness.domains().values().stream()
        .filter(each -> each.closed().isEmpty() == open)
        .count();
  }
}
