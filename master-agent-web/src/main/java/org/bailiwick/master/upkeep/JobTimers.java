package org.bailiwick.master.upkeep;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.Timer;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.bailiwick.node.log.StructuredLog;

/**
 * An EJB because of its timers, which are not persistent. A run that is still at it is not doubled.
 */
@Singleton
@Startup
@DependsOn("MasterLink")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class JobTimers {

  private static final StructuredLog LOG = StructuredLog.of(JobTimers.class);

  @Resource private TimerService timers;
  @Inject private Upkeep upkeep;

  private final Map<String, ReentrantLock> running = new ConcurrentHashMap<>();

  @PostConstruct
  void start() {
    for (Upkeep.Task task : Upkeep.Task.values()) {
      Duration pause = task.pause();
      timers.createIntervalTimer(
          pause.toMillis(), pause.toMillis(), new TimerConfig(task.name(), false));
    }
  }

  @Timeout
  public void run(Timer timer) {
    String name = timer.getInfo().toString();
    ReentrantLock lock = running.computeIfAbsent(name, task -> new ReentrantLock());
    if (!lock.tryLock()) {
      return;
    }
    try {
      upkeep.run(Upkeep.Task.valueOf(name));
    } catch (RuntimeException e) {
      // A timer that throws would be tried again and then cancelled by some containers.
      LOG.fault("upkeep.failed", Map.of("task", name), e);
    } finally {
      lock.unlock();
    }
  }
}
