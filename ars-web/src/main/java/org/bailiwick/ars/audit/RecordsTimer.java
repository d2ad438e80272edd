package org.bailiwick.ars.audit;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
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
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.records.AuditHeads;

/**
 * Signs once a minute where the registry's audit log stands, and looks whether it holds what was
 * signed. An EJB because of its timer.
 */
@Singleton
@Startup
@DependsOn("RegistryWriter")
@TransactionManagement(TransactionManagementType.BEAN)
public class RecordsTimer {
  private static final StructuredLog LOG = StructuredLog.of(RecordsTimer.class);
  private static final long PAUSE = Duration.ofMinutes(1).toMillis();

  @Resource private TimerService timers;
  @Inject private AuditHeads records;

  @PostConstruct
  void start() {
    timers.createIntervalTimer(PAUSE, PAUSE, new TimerConfig("ars-records", false));
  }

  /** Called by the container. */
  @Timeout
  public void keep(Timer timer) {
    try {
      records.keep();
    } catch (RuntimeException e) {
      // A timer that throws would be tried again and then cancelled by some containers.
      LOG.fault("records.not-kept", Map.of(), e);
    }
    records.fault().ifPresent(fault -> LOG.warn("records.incomplete", Map.of("fault", fault)));
  }
}
