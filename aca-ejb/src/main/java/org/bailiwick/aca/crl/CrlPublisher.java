package org.bailiwick.aca.crl;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.authority.PublishedUrls;
import org.bailiwick.aca.crl.PublishedCrl.Edition;
import org.bailiwick.aca.ledger.RevocationList;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Signs CRLs, one at a time per issuer and shard: within this node by a lock, among nodes by a
 * lease. While a caller waits for the lock, a CRL may be signed that covers its revocation, so many
 * revocations at once need few signatures.
 */
@Singleton
public final class CrlPublisher {

  /** The shard that lists all revocations; its URL has no shard number. */
  public static final int COMPLETE = 0;

  private static final Duration LEASE = Duration.ofSeconds(30);

  /**
   * If there are as many recent revocations, a new CRL is signed without searching the last CRL for
   * them.
   */
  private static final int MAX_RECENT = 50_000;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
  private static final long PAUSE_MILLIS = 50;

  /** The CRLs of an issuer and shard, which have their own numbers. */
  private record Series(Authority issuer, int shard) {
    String id() {
      return issuer.id();
    }

    String lease() {
      return "crl-" + id() + (shard == COMPLETE ? "" : "-" + shard);
    }
  }

  /**
   * Requests to publish, by their numbers. A CRL covers the requests that came before its entries
   * were read. A failure answers all requests that came before it, so that none waits for the HSM
   * again.
   */
  private static final class Requests {
    private final AtomicLong last = new AtomicLong();
    private long covered;
    private long failed;
    private ProblemException failure;
  }

  private final RevocationList revocations;
  private final CrlStore store;
  private final CrlSigner signer;
  private final Lease lease;
  private final Duration interval;
  private final Clock clock;
  private final PublishedUrls urls;
  private final String unsharded;
  private final Map<String, Requests> requests = new ConcurrentHashMap<>();

  @Inject
  CrlPublisher(
      RevocationList revocations,
      CrlStore store,
      @ForAca Lease lease,
      PublishedUrls urls,
      AcaSettings settings,
      @ForAca Clock clock) {
    this.revocations = revocations;
    this.store = store;
    this.signer = new CrlSigner(revocations, store, urls, settings, clock);
    this.lease = lease;
    this.interval = settings.crlInterval();
    this.urls = urls;
    this.unsharded = settings.operatorAuthority();
    this.clock = clock;
  }

  /** The CRL in force. */
  public Optional<PublishedCrl> latest(String issuerId, int shard) {
    return store.latest(issuerId, shard);
  }

  /** Number and dates of the CRL in force. */
  public Optional<Edition> inForce(String issuerId, int shard) {
    return store.inForce(issuerId, shard);
  }

  /** The delta CRL in force of an issuer and shard. */
  public Optional<PublishedCrl> latestDelta(String issuerId, int shard) {
    return store.latest(issuerId, CrlSigner.deltaOf(shard));
  }

  private Optional<PublishedCrl> latest(Series series) {
    return latest(series.id(), series.shard());
  }

  /**
   * Publishes CRLs that list all revocations recorded before this call: the shard's, if the shard
   * is partial, and the complete CRL, which is returned.
   *
   * @throws ProblemException SIGNER_UNAVAILABLE; the next timer run tries again
   */
  public PublishedCrl publish(Authority issuer, int shard) {
    if (shard != COMPLETE) {
      publish(new Series(issuer, shard));
    }
    return publish(new Series(issuer, COMPLETE));
  }

  private PublishedCrl publish(Series series) {
    Requests all =
        requests.computeIfAbsent(series.id() + "/" + series.shard(), id -> new Requests());
    long request = all.last.incrementAndGet();
    synchronized (all) {
      if (all.covered >= request) {
        return latest(series).orElseThrow();
      }
      if (all.failed >= request) {
        throw again(all.failure);
      }
      long covers = all.last.get();
      try {
        PublishedCrl crl = withLease(series);
        all.covered = covers;
        return crl;
      } catch (ProblemException failure) {
        all.failed = all.last.get();
        all.failure = failure;
        throw failure;
      }
    }
  }

  private static ProblemException again(ProblemException failure) {
    return new ProblemException(failure.type(), failure.check(), failure.detail(), failure);
  }

  /**
   * Publishes each CRL of the issuer that is due. A shard that is no longer configured is still
   * published, because certificates name it. The last CRLs of a retired issuer stay in force to
   * their end.
   */
  public void publishIfDue(Authority issuer, Instant now) {
    if (issuer.isRetired()) {
      return;
    }
    int configured = issuer.id().equals(unsharded) ? 0 : urls.crlShards();
    int highest = Math.max(configured, store.highestShard(issuer.id()));
    for (int shard = COMPLETE; shard <= highest; shard++) {
      publishIfDue(new Series(issuer, shard), now);
    }
  }

  /**
   * Publishes when the CRL in force is as old as the interval, or when it misses a revocation: the
   * node that recorded it may have died, or lost its HSM, before it could sign.
   */
  private void publishIfDue(Series series, Instant now) {
    boolean due =
        store
            .inForce(series.id(), series.shard())
            .map(
                crl ->
                    now.isBefore(crl.thisUpdate()) // from a fast clock: verifiers refuse such a CRL
                        || !now.isBefore(crl.thisUpdate().plus(interval))
                        || signer.lacksDelta(series.issuer(), series.shard(), crl)
                        || misses(crl, series))
            .orElse(true);
    if (due) {
      publish(series);
    }
  }

  private boolean misses(Edition crl, Series series) {
    Set<BigInteger> recent =
        revocations.since(series.id(), series.shard(), crl.completeTo(), MAX_RECENT).stream()
            .map(revocation -> revocation.ref().serial().value())
            .collect(Collectors.toCollection(HashSet::new));
    return recent.size() == MAX_RECENT
        || (!recent.isEmpty() && CrlBody.misses(latest(series).orElseThrow().der(), recent));
  }

  /** Deletes CRLs that expired before this time. */
  public static UnitOfWork forgetEnded(Instant cut) {
    return CrlStore.forgetEndedBefore(cut);
  }

  private PublishedCrl withLease(Series series) {
    String name = series.lease();
    Instant giveUp = clock.instant().plus(LONGEST_WAIT);
    while (!lease.tryAcquire(name, LEASE)) {
      if (clock.instant().isAfter(giveUp)) {
        throw new ProblemException(
            ProblemType.SIGNER_UNAVAILABLE, "crl-lease", "Another node is signing the CRL.");
      }
      pause();
    }
    try {
      return signer.sign(series.issuer(), series.shard(), () -> keepLease(series));
    } finally {
      lease.release(name);
    }
  }

  /** Renews the lease, because signing a million entries takes longer than a lease lasts. */
  private void keepLease(Series series) {
    if (!lease.tryAcquire(series.lease(), LEASE)) {
      throw new ProblemException(
          ProblemType.SIGNER_UNAVAILABLE, "crl-lease-lost", "Another node is signing the CRL now.");
    }
  }

  private static void pause() {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new ProblemException(
          ProblemType.SIGNER_UNAVAILABLE, "crl-interrupted", "The node is being stopped.");
    }
  }
}
