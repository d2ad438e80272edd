package org.bailiwick.aca.start;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.meter.DomainTag;
import org.bailiwick.aca.publication.RootCrlEnds;
import org.bailiwick.aca.revocation.RevokedCredentials;
import org.bailiwick.node.health.PolicyHealth;
import org.bailiwick.node.writer.GroupWriter;
import org.eclipse.microprofile.metrics.MetricRegistry;

/**
 * Prepares the node before it serves: imports the ceremony record (with the injection of the
 * authorities), reads revocations, imports later ceremonies' keys, compares the ledger with the
 * audit log, signs CRLs that are due, executes scheduled revocations that were missed, and
 * registers gauges. The class is an EJB so that it starts with the application.
 */
@Singleton
@Startup
@DependsOn("AuthorityWriter")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AuthorityStart {

  @Inject private RevokedCredentials revoked;
  @Inject private MetricRegistry metrics;
  @Inject private RootCrlEnds rootCrls;
  @Inject @ForAca private GroupWriter writer;
  @Inject @ForAca private Clock clock;
  @Inject @ForAca private PolicyHealth policies;
  @EJB private AuthorityTasks upkeep;

  @PostConstruct
  void start() {
    Instant now = clock.instant();
    revoked.refresh(now); // a failure here ends the start
    upkeep.follow(now);
    upkeep.compareLedger(); // before a CRL is signed without revocations that were deleted by hand
    upkeep.renew(now);
    upkeep.runSchedules(now);
    metrics.gauge("aca_root_crl_left_seconds", rootCrls::secondsLeft, DomainTag.with());
    metrics.gauge("aca_refusals_grouped", writer::refusalsGrouped, DomainTag.with());
    metrics.gauge("aca_policies_refused", policies::refused, DomainTag.with());
  }
}
