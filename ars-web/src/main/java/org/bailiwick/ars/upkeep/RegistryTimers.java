package org.bailiwick.ars.upkeep;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.bailiwick.ars.ArsSettings;
import org.bailiwick.ars.lifecycle.Heartbeats;
import org.bailiwick.node.health.DatabaseProbe;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.periodic.PeriodicTasks;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.renewal.CertificateRenewal;
import org.bailiwick.policy.CedarDecisionPoint;

/**
 * Starts the registry's periodic tasks. It is an EJB, so that the container provides their threads.
 */
@Singleton
@Startup
@DependsOn("AuthorityLink")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class RegistryTimers {
  private static final StructuredLog LOG = StructuredLog.of(RegistryTimers.class);

  @Resource private ManagedThreadFactory threads;
  @Inject private ArsSettings settings;
  @Inject private CedarDecisionPoint policies;
  @Inject private ExpirySweeper sweeper;
  @Inject private Heartbeats heartbeats;
  @Inject private CertificateRenewal certificates;
  @Inject private AuditHeads heads;
  @Inject private Clock clock;
  @Inject private DatabaseProbe database;

  private PeriodicTasks tasks;

  @PostConstruct
  void start() {
    tasks = new PeriodicTasks(threads);
    database.askBy(tasks);
    tasks.every(Duration.ofSeconds(5), "policies", policies::follow);
    tasks.every(settings.sweepInterval(), "sweep", sweeper::sweep);
    tasks.every(Duration.ofSeconds(2), "heartbeats", heartbeats::keep);
    // A minute is enough, as a certificate is renewed when a third of its life (days) is left.
    tasks.every(
        Duration.ofMinutes(1), "certificates", () -> certificates.renewIfDue(clock.instant()));
    tasks.every(Duration.ofMinutes(1), "records", this::checkAuditLog);
  }

  /** Signs a new head of the audit log, and checks that the log has all rows of signed heads. */
  private void checkAuditLog() {
    heads.keep();
    heads.fault().ifPresent(fault -> LOG.warn("records.incomplete", Map.of("fault", fault)));
  }

  @PreDestroy
  void stop() {
    tasks.close();
  }
}
