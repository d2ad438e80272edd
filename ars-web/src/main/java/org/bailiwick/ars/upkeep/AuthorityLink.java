package org.bailiwick.ars.upkeep;

import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
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
import java.time.Clock;
import org.bailiwick.node.authority.AuthorityConnection;
import org.bailiwick.node.feed.AuthorityFeed;
import org.bailiwick.node.renewal.CertificateRenewal;

/**
 * Keeps in touch with the authority as long as the application runs: trust, CRLs, events, and the
 * domain node's own certificates. An EJB because it starts and ends with the application, and for
 * its timer.
 */
@Singleton
@Startup
@DependsOn("RegistryWriter")
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionManagement(TransactionManagementType.BEAN)
public class AuthorityLink {
  /** Often against the days that a third of the certificate's life is. */
  private static final long RENEWAL_MILLIS = 60_000;

  @Inject private AuthorityConnection authority;
  @Inject private AuthorityFeed feed;
  @Inject private CertificateRenewal renewal;
  @Inject private Clock clock;
  @Inject private Gauges gauges;
  @Resource private TimerService timers;

  @PostConstruct
  void start() {
    authority.start();
    feed.start();
    gauges.register();
    timers.createIntervalTimer(
        RENEWAL_MILLIS, RENEWAL_MILLIS, new TimerConfig("node-certificates", false));
  }

  /** Called by the container. */
  @Timeout
  public void renewCertificates(Timer timer) {
    renewal.renewIfDue(clock.instant());
  }

  @PreDestroy
  void stop() {
    feed.close();
    authority.close();
  }
}
