package org.bailiwick.broker.lease;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.bailiwick.broker.backend.BackEndWork;
import org.bailiwick.contract.problem.ProblemException;

/**
 * Ends leases whose call does not run any more or whose time is over, until each back end has said
 * that the credential is gone.
 */
public final class LeaseSweeper {
  /** Between searches for credentials without a lease, which ask every back end. */
  private static final Duration WHOLE_SWEEP = Duration.ofMinutes(1);

  private final LeaseBook book;
  private final Map<String, BackEndWork> works;
  private final Consumer<String> log;
  private final Clock clock;

  /** The last fault of each asset, which is logged once. */
  private final Map<String, String> told = new ConcurrentHashMap<>();

  private Instant nextWhole = Instant.MIN;

  /** Ends leases at these back ends, by the asset's name. */
  public LeaseSweeper(
      LeaseBook book, Map<String, BackEndWork> works, Consumer<String> log, Clock clock) {
    this.book = book;
    this.works = Map.copyOf(works);
    this.log = log;
    this.clock = clock;
  }

  /** One round; returns the number of leases that it could not end yet. */
  public int sweep() {
    Instant now = clock.instant();
    int left = end(lease -> !book.isHeld(lease) || lease.expiresAt().isBefore(now), "sweeper");
    if (!now.isBefore(nextWhole)) {
      nextWhole = now.plus(WHOLE_SWEEP);
      works.forEach(this::whole);
    }
    return left;
  }

  private void whole(String asset, BackEndWork work) {
    try {
      work.sweep();
    } catch (ProblemException e) {
      log.accept("sweep-failed asset=" + asset + " check=" + e.check());
    }
  }

  /** Ends the open leases that are chosen; returns the number of those that are still there. */
  public int end(Predicate<CredentialLease> chosen, String by) {
    int left = 0;
    Set<String> away = new HashSet<>(); // a back end that does not answer is asked once a round
    for (CredentialLease lease : book.open()) {
      if (chosen.test(lease) && (away.contains(lease.asset()) || !end(lease, by))) {
        away.add(lease.asset());
        left++;
      }
    }
    return left;
  }

  /** Ends one lease; returns whether it is over. */
  public boolean end(CredentialLease lease, String by) {
    Optional<String> fault = attempt(lease);
    if (fault.isEmpty()) {
      book.ended(lease.id(), lease.asset(), lease.external(), by);
      log.accept("lease-ended lease=%s asset=%s by=%s".formatted(lease.id(), lease.asset(), by));
      told.remove(lease.asset());
    } else if (!fault.get().equals(told.put(lease.asset(), fault.get()))) {
      log.accept(
          "lease-not-ended lease=%s asset=%s check=%s"
              .formatted(lease.id(), lease.asset(), fault.get()));
    }
    return fault.isEmpty();
  }

  /** Why the credential may still exist; empty if it surely does not. */
  private Optional<String> attempt(CredentialLease lease) {
    BackEndWork work = works.get(lease.asset());
    if (work == null) {
      return Optional.of("asset-file-missing");
    }
    try {
      return work.end(lease.external()) ? Optional.empty() : Optional.of("back-end-away");
    } catch (ProblemException e) {
      return Optional.of(e.check());
    }
  }
}
