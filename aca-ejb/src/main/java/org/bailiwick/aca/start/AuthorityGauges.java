package org.bailiwick.aca.start;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.meter.DomainTag;
import org.bailiwick.aca.publication.RootCrlEnds;
import org.bailiwick.node.writer.GroupWriter;
import org.eclipse.microprofile.metrics.MetricRegistry;

/** The gauges of the authority for {@code /metrics}, beside the counters of its meter. */
@Dependent
class AuthorityGauges {

  @Inject private MetricRegistry metrics;
  @Inject private RootCrlEnds rootCrls;
  @Inject @ForAca private GroupWriter writer;

  /** Registers the gauges; once, at start. */
  void register() {
    metrics.gauge("aca_root_crl_left_seconds", rootCrls::secondsLeft, DomainTag.with());
    metrics.gauge("aca_refusals_grouped", writer::refusalsGrouped, DomainTag.with());
  }
}
