package org.bailiwick.ars.policy;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.Resource;
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
import org.bailiwick.policy.CedarDecisionPoint;

/** An EJB because of its timer, which takes over policies that an operator has published. */
@Singleton
@Startup
@TransactionManagement(TransactionManagementType.BEAN)
public class PolicyFollower {
  private static final long PAUSE = Duration.ofSeconds(5).toMillis();

  @Resource private TimerService timers;
  @Inject private CedarDecisionPoint decisions;

  @PostConstruct
  void start() {
    timers.createIntervalTimer(PAUSE, PAUSE, new TimerConfig("ars-policy", false));
  }

  @Timeout
  public void follow(Timer timer) {
    decisions.follow();
  }
}
