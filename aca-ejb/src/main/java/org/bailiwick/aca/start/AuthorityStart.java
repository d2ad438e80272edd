package org.bailiwick.aca.start;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.DependsOn;
import jakarta.ejb.EJB;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Instant;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.revocation.RevokedCredentials;

/**
 * Brings the node into order before it serves: imports the ceremony record (by needing the
 * authorities), reads revocations, takes over later ceremonies' keys, compares the ledger with the
 * audit log, signs CRLs that are due, and executes scheduled revocations that were missed. An EJB
 * for being started with the application.
 */
@Singleton
@Startup
@DependsOn("AuthorityWriter")
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class AuthorityStart {

  @Inject private RevokedCredentials revoked;
  @Inject private AuthorityGauges gauges;
  @Inject @ForAca private Clock clock;
  @EJB private AuthorityTasks upkeep;

  @PostConstruct
  void start() {
    Instant now = clock.instant();
    revoked.refresh(now); // a failure here ends the start
    upkeep.follow(now);
    upkeep.compareLedger(); // before a CRL is signed that would miss what was taken out by hand
    upkeep.renew(now);
    upkeep.runSchedules(now);
    gauges.register();
  }
}
