package org.bailiwick.aca.start;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.Timeout;
import jakarta.ejb.Timer;
import jakarta.ejb.TimerConfig;
import jakarta.ejb.TimerService;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import org.bailiwick.aca.ForAca;

/**
 * The clockwork of an authority node: not persistent, since every node has its own and leases
 * decide who does what must be done once. An EJB for its timers.
 */
@Singleton
@Startup
@DependsOn("AuthorityStart")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
public class AuthorityTimers {

  /** A task with its period. */
  private enum Task {
    FOLLOW(1_000),
    SCHEDULES(5_000),
    RENEW(30_000),
    KEEP_HEADS(60_000),
    CLEAN_UP(60_000),
    COMPARE_LEDGER(86_400_000);

    private final long periodMillis;

    Task(long periodMillis) {
      this.periodMillis = periodMillis;
    }
  }

  @Resource private TimerService timers;
  @EJB private Upkeep upkeep;
  @Inject @ForAca private Clock clock;

  @PostConstruct
  void start() {
    for (Task task : Task.values()) {
      timers.createIntervalTimer(
          task.periodMillis, task.periodMillis, new TimerConfig(task, false));
    }
  }

  /** Called by the container. */
  @Timeout
  public void tick(Timer timer) {
    Instant now = clock.instant();
    switch ((Task) timer.getInfo()) {
      case FOLLOW -> upkeep.follow(now);
      case SCHEDULES -> upkeep.runSchedules(now);
      case RENEW -> upkeep.renew(now);
      case KEEP_HEADS -> upkeep.keepHeads();
      case CLEAN_UP -> upkeep.cleanUp(now);
      case COMPARE_LEDGER -> upkeep.compareLedger();
    }
  }
}
