package org.bailiwick.aca.start;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import org.bailiwick.aca.ForAca;
import org.bailiwick.node.health.DatabaseProbe;
import org.bailiwick.node.periodic.PeriodicTasks;

/**
 * The timers of an authority node. They are not persistent: every node has its own, and leases
 * decide which node does a task for all. It is an EJB for the context of its threads.
 */
@Singleton
@Startup
@DependsOn("AuthorityStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class AuthorityTimers {
  @Resource private ManagedThreadFactory threads;
  @EJB private AuthorityTasks upkeep;
  @Inject @ForAca private Clock clock;
  @Inject @ForAca private DatabaseProbe database;

  private PeriodicTasks tasks;

  @PostConstruct
  void start() {
    tasks = new PeriodicTasks(threads);
    database.askBy(tasks);
    tasks.every(Duration.ofSeconds(1), "follow", () -> upkeep.follow(clock.instant()));
    tasks.every(Duration.ofSeconds(5), "schedules", () -> upkeep.runSchedules(clock.instant()));
    tasks.every(Duration.ofSeconds(30), "renew", () -> upkeep.renew(clock.instant()));
    tasks.every(Duration.ofMinutes(1), "heads", upkeep::keepHeads);
    tasks.every(Duration.ofMinutes(1), "clean-up", () -> upkeep.cleanUp(clock.instant()));
    tasks.every(Duration.ofDays(1), "ledger-comparison", upkeep::compareLedger);
  }

  @PreDestroy
  void stop() {
    tasks.close();
  }
}
