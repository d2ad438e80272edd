package org.bailiwick.ars.upkeep;

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
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.bailiwick.ars.ArsSettings;
import org.bailiwick.ars.status.SteadyTime;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.log.StructuredLog;

/**
 * An EJB because of its timer, which is not persistent: of several nodes the one that holds the
 * lease sweeps. Expired records at each run, revoked ones against the CRL at the first run and then
 * as often as the CRL is fetched.
 */
@Singleton
@Startup
@DependsOn("RegistryWriter")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class ExpirySweeper {
  private static final StructuredLog LOG = StructuredLog.of(ExpirySweeper.class);
  private static final String LEASE = "ars-sweep";
  private static final int LEASE_INTERVALS = 4;

  @Resource private TimerService timers;
  @Inject private ArsSettings settings;
  @Inject private RegistryUpkeep upkeep;
  @Inject private SteadyTime time;
  @Inject private Lease lease;

  private final ReentrantLock running = new ReentrantLock();
  private Instant reconciledAt = Instant.EPOCH;

  @PostConstruct
  void start() {
    long pause = settings.sweepInterval().toMillis();
    timers.createIntervalTimer(pause, pause, new TimerConfig(LEASE, false));
  }

  @Timeout
  public void sweep(Timer timer) {
    if (!running.tryLock()) {
      return; // the last run is still at it
    }
    try {
      if (lease.tryAcquire(LEASE, settings.sweepInterval().multipliedBy(LEASE_INTERVALS))) {
        run();
      }
    } catch (RuntimeException e) {
      // A timer that throws would be tried again and then cancelled by some containers.
      LOG.fault("sweep.failed", Map.of(), e);
    } finally {
      running.unlock();
    }
  }

  private void run() {
    Instant now = time.earliest();
    upkeep.endExpired(now);
    if (Duration.between(reconciledAt, now).compareTo(settings.authority().crlRefresh()) >= 0) {
      upkeep.endRevoked(now);
      reconciledAt = now;
    }
  }
}
