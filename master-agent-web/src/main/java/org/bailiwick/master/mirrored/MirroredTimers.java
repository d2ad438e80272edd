package org.bailiwick.master.mirrored;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.enterprise.concurrent.ManagedThreadFactory;
import jakarta.inject.Inject;
import java.time.Duration;
import org.bailiwick.node.periodic.PeriodicTasks;
import org.bailiwick.node.trust.PartnerDirectory;

/**
 * Asks the registry about partners' domains while there is a partner that takes jobs. It is an EJB,
 * so that the container provides the thread.
 */
@Singleton
@Startup
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class MirroredTimers {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  @Resource private ManagedThreadFactory threads;
  @Inject private MirroredDomains mirrored;
  @Inject private PartnerDirectory partners;

  private PeriodicTasks tasks;

  @PostConstruct
  void start() {
    tasks = new PeriodicTasks(threads);
    tasks.every(PAUSE, "mirrors", this::follow);
  }

  private void follow() {
    if (partners.partners().stream()
        .anyMatch(partner -> partner.grantsTo().flatMap(target -> target.jobs()).isPresent())) {
      mirrored.follow();
    }
  }

  @PreDestroy
  void stop() {
    tasks.close();
  }
}
