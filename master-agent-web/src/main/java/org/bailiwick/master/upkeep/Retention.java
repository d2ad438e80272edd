package org.bailiwick.master.upkeep;

import java.time.Duration;
import java.time.Instant;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Deletes what only kept something from happening twice, after the time in which it could. A clock
 * that is ahead for a while deletes nothing early: a grant could be exchanged again when it is
 * right.
 */
final class Retention {

  /** A job's lease is of no use long after its job; for this long it is kept as a trace. */
  private static final Duration LEASE_TRACE = Duration.ofHours(1);

  private final TokenLedger ledger;
  private final GroupWriter writer;
  private final SteadyTime time;

  Retention(TokenLedger ledger, GroupWriter writer, SteadyTime time) {
    this.ledger = ledger;
    this.writer = writer;
    this.time = time;
  }

  void run() {
    Instant now = time.earliest();
    ledger.forgetExpiredGrants(now);
    writer.commit(
        em ->
            em.createQuery(
                    "delete from LeaseRow l where l.name like 'job/%' and l.expiresAt < :then")
                .setParameter("then", now.minus(LEASE_TRACE))
                .executeUpdate());
  }
}
