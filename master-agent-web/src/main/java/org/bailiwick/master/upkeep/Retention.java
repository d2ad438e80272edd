package org.bailiwick.master.upkeep;

import java.time.Duration;
import java.time.Instant;
import org.bailiwick.master.tokenkeys.DomainKeys;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Deletes uses of grants, announcements of keys, and leases of jobs that have ended, when they are
 * no longer needed. The lease of an unfinished job stays, so that the number of its acquisitions
 * never begins anew. The time is the earliest possible one, because a clock that is ahead for a
 * while would delete the use of a grant too early, and the grant could be used again.
 */
final class Retention {

  /** The time for which an expired lease is kept for an investigation. */
  private static final Duration LEASE_KEPT_FOR = Duration.ofHours(1);

  /** More than the clocks of nodes may differ. */
  private static final Duration KEY_KEPT_FOR = Duration.ofMinutes(5);

  private final TokenLedger ledger;
  private final DomainKeys keys;
  private final GroupWriter writer;
  private final SteadyTime time;

  Retention(TokenLedger ledger, DomainKeys keys, GroupWriter writer, SteadyTime time) {
    this.ledger = ledger;
    this.keys = keys;
    this.writer = writer;
    this.time = time;
  }

  void run() {
    Instant now = time.earliest();
    ledger.forgetExpiredGrants(now);
    keys.forget(now.minus(KEY_KEPT_FOR));
    writer.commit(
        em ->
            em.createQuery(
                    "delete from LeaseRow l where l.name like 'job/%' and l.expiresAt < :then"
                        + " and not exists (select j.jobId from JobRow j"
                        + " where concat('job/', j.jobId) = l.name and j.state = 'running')")
                .setParameter("then", now.minus(LEASE_KEPT_FOR))
                .executeUpdate());
  }
}
