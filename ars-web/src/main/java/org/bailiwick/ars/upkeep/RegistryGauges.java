package org.bailiwick.ars.upkeep;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import org.bailiwick.ars.lifecycle.Heartbeats;
import org.bailiwick.node.health.PolicyHealth;
import org.bailiwick.node.trust.DomainTrust;
import org.bailiwick.node.writer.GroupWriter;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** The gauges of the registry for {@code /metrics}. */
@Dependent
class RegistryGauges {
  @Inject private MetricRegistry metrics;
  @Inject private GroupWriter writer;
  @Inject private DomainTrust trust;
  @Inject private PolicyHealth policies;
  @Inject private Heartbeats heartbeats;
  @Inject private RegistryTasks tasks;

  /** Registers the gauges. It is called once, at start. */
  void register() {
    metrics.gauge("ars_refusals_grouped", writer::refusalsGrouped);
    metrics.gauge("ars_policies_refused", policies::refused);
    metrics.gauge("ars_trust_early_readings", trust::earlyReadings);
    metrics.gauge("ars_heartbeats_received", heartbeats::received);
    metrics.gauge("ars_agents_silent", heartbeats::silent);
    metrics.gauge("ars_expired", tasks::expired);
  }
}
