package org.bailiwick.ars.upkeep;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import org.bailiwick.ars.ArsSettings;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.peer.workloadtoken.StoredProofs;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Ends the listing of agents whose credential has expired or was revoked. Of the nodes that share a
 * database, only the holder of the lease works. It looks for expired records at each run, and
 * compares the records with the CRL at the first run and then as often as the CRL is fetched. It
 * also deletes the uses of proofs that have expired.
 */
@Dependent
class ExpirySweeper {
  private static final String LEASE = "ars-sweep";
  private static final int LEASE_INTERVALS = 4;
  private static final int WORKED_INTERVALS = 2;

  @Inject private ArsSettings settings;
  @Inject private RegistryTasks tasks;
  @Inject private CrlComparison crls;
  @Inject private SteadyTime time;
  @Inject private Lease lease;
  @Inject private GroupWriter writer;

  private Instant comparedAt = Instant.EPOCH;

  void sweep() {
    if (!lease.tryAcquire(LEASE, settings.sweepInterval().multipliedBy(LEASE_INTERVALS))) {
      return;
    }
    Instant now = time.earliest();
    endExpired(now);
    writer.commit(StoredProofs.forgetExpired(now));
    Duration crlRefresh = settings.component().authority().crls().refresh();
    if (Duration.between(comparedAt, now).compareTo(crlRefresh) >= 0) {
      crls.run(now);
      comparedAt = now;
    }
  }

  /**
   * Works for a part of the lease, so that very many expired agents do not keep the rest waiting.
   */
  private void endExpired(Instant now) {
    long end =
        System.nanoTime() + settings.sweepInterval().multipliedBy(WORKED_INTERVALS).toNanos();
    boolean more = true;
    while (more && System.nanoTime() < end) {
      more = tasks.endExpired(now);
    }
  }
}
