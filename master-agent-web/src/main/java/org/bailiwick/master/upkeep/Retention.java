package org.bailiwick.master.upkeep;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.IntSupplier;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.dpop.UsedProofs;
import org.bailiwick.master.journal.JobDeletion;
import org.bailiwick.master.tokenkeys.DomainKeys;
import org.bailiwick.master.tokenledger.TokenDeletion;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.peer.workloadtoken.StoredProofs;
import org.bailiwick.node.statuslist.StatusPlaces;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Deletes what is no longer needed: uses of grants and proofs, announcements of keys, leases of
 * jobs that have ended, inputs and results of ended jobs, then the jobs with their steps, attempts,
 * plans and tokens, and access tokens. The audit log stays. The lease of an unfinished job stays,
 * so that the number of its acquisitions never begins anew. Jobs and tokens go in small batches,
 * found by index, so that other writers wait for one batch at most. The time is the earliest
 * possible one, because a clock that is ahead for a while would delete the use of a grant too
 * early, and the grant could be used again.
 */
@Dependent
class Retention {

  /** The time for which an expired lease is kept for an investigation. */
  private static final Duration LEASE_KEPT_FOR = Duration.ofHours(1);

  /** More than the clocks of nodes may differ. */
  private static final Duration KEPT_FOR_CLOCKS = Duration.ofMinutes(5);

  /** Longer than the pieces of a result need. */
  private static final Duration ABANDONED_AFTER = Duration.ofMinutes(15);

  private static final int JOBS_AT_ONCE = 50;
  private static final int TOKENS_AT_ONCE = 500;

  /** The most batches of one kind in one run; the next run goes on. */
  private static final int MOST_BATCHES = 1000;

  private final JobDeletion deletion;
  private final TokenLedger ledger;
  private final DomainKeys keys;
  private final UsedProofs proofs;
  private final GroupWriter writer;
  private final MasterSettings.Retention kept;
  private final SteadyTime time;

  @Inject
  Retention(
      JobDeletion deletion,
      TokenLedger ledger,
      DomainKeys keys,
      UsedProofs proofs,
      GroupWriter writer,
      MasterSettings settings,
      SteadyTime time) {
    this(deletion, ledger, keys, proofs, writer, settings.limits().retention(), time);
  }

  Retention(
      JobDeletion deletion,
      TokenLedger ledger,
      DomainKeys keys,
      UsedProofs proofs,
      GroupWriter writer,
      MasterSettings.Retention kept,
      SteadyTime time) {
    this.deletion = deletion;
    this.ledger = ledger;
    this.keys = keys;
    this.proofs = proofs;
    this.writer = writer;
    this.kept = kept;
    this.time = time;
  }

  void run() {
    Instant now = time.earliest();
    ledger.forgetExpiredGrants(now);
    writer.commit(StoredProofs.forgetExpired(now.minus(KEPT_FOR_CLOCKS)));
    writer.commit(StatusPlaces.forgetExpired(now));
    proofs.forget(now);
    keys.forget(now.minus(KEPT_FOR_CLOCKS));
    deleteLeases(now);
    Instant begun = now.minus(ABANDONED_AFTER);
    repeat(() -> deletion.deleteAbandonedResults(begun, JOBS_AT_ONCE));
    Instant texts = now.minus(kept.texts());
    repeat(() -> deletion.deleteTexts(texts, now, JOBS_AT_ONCE));
    Instant jobs = now.minus(kept.jobs());
    repeat(() -> deletion.deleteJobs(jobs, JOBS_AT_ONCE));
    deleteTokens(now.minus(kept.accessTokens()));
  }

  private void deleteLeases(Instant now) {
    writer.commit(
        em ->
            em.createQuery(
                    "delete from LeaseRow l where l.name like 'job/%' and l.expiresAt < :then"
                        + " and not exists (select j.jobId from JobRow j"
                        + " where concat('job/', j.jobId) = l.name and j.state = 'running')")
                .setParameter("then", now.minus(LEASE_KEPT_FOR))
                .executeUpdate());
  }

  /** Repeats a deletion of up to {@link #JOBS_AT_ONCE} jobs until it finds fewer. */
  private static void repeat(IntSupplier batch) {
    int batches = 0;
    while (batches < MOST_BATCHES && batch.getAsInt() == JOBS_AT_ONCE) {
      batches++;
    }
  }

  private void deleteTokens(Instant expiredBefore) {
    Optional<TokenDeletion.Position> after = Optional.of(TokenDeletion.Position.FIRST);
    for (int batches = 0; batches < MOST_BATCHES && after.isPresent(); batches++) {
      after = ledger.deleteExpired(expiredBefore, after.get(), TOKENS_AT_ONCE);
    }
  }
}
