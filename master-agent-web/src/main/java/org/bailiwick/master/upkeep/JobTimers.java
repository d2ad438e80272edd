package org.bailiwick.master.upkeep;

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
import java.util.Locale;
import org.bailiwick.node.health.DatabaseProbe;
import org.bailiwick.node.periodic.PeriodicTasks;

/**
 * Starts the Master Agent's periodic tasks. This class is an EJB so that their threads have the
 * container's context.
 */
@Singleton
@Startup
@DependsOn("MasterLink")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class JobTimers {
  @Resource private ManagedThreadFactory threads;
  @Inject private MasterTasks upkeep;
  @Inject private DatabaseProbe database;

  private PeriodicTasks tasks;

  @PostConstruct
  void start() {
    tasks = new PeriodicTasks(threads);
    database.askBy(tasks);
    for (MasterTasks.Task task : MasterTasks.Task.values()) {
      tasks.every(task.pause(), task.name().toLowerCase(Locale.ROOT), () -> upkeep.run(task));
    }
  }

  @PreDestroy
  void stop() {
    tasks.close();
    upkeep.stop();
  }
}
