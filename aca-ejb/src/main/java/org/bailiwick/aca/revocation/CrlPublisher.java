package org.bailiwick.aca.revocation;

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
import org.bailiwick.aca.ledger.RevocationList;
import org.bailiwick.aca.revocation.PublishedCrl.Edition;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * Signs CRLs, one at a time per issuer and shard: within this node by a lock, among nodes by a
 * lease. Whoever waited for the lock may find that the CRL which came out meanwhile covers it, so a
 * burst of revocations costs few signatures.
 */
@Singleton
public final class CrlPublisher {

  /** The shard that lists everything; certificates name it by the issuer's address alone. */
  public static final int COMPLETE = 0;

  private static final Duration LEASE = Duration.ofSeconds(30);

  /** A revocation is dated before it is committed, by less than this. */
  private static final Duration LONGEST_COMMIT = Duration.ofMinutes(1);

  /** More than these at once are not looked for on a CRL: a new one is made. */
  private static final int MOST_RECENT = 50_000;

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long PAUSE_MILLIS = 50;

  /** A list of its own, with numbers of its own. */
  private record Series(Authority issuer, int shard) {
    String id() {
      return issuer.id();
    }

    String lease() {
      return "crl-" + id() + (shard == COMPLETE ? "" : "-" + shard);
    }
  }

  /**
   * Each publication asked for draws a ticket; a CRL covers the tickets drawn before its query, a
   * failure all those drawn before it, because nobody shall wait out the HSM a second time.
   */
  private static final class Desk {
    private final AtomicLong tickets = new AtomicLong();
    private long covered;
    private long missed;
    private ProblemException failure;
  }

  private final RevocationList revocations;
  private final CrlArchive archive;
  private final CrlSigner signer;
  private final Lease lease;
  private final Duration interval;
  private final Clock clock;
  private final PublishedUrls urls;
  private final String unsharded;
  private final Map<String, Desk> desks = new ConcurrentHashMap<>();

  @Inject
  CrlPublisher(
      RevocationList revocations,
      CrlArchive archive,
      @ForAca Lease lease,
      PublishedUrls urls,
      AcaSettings settings,
      @ForAca Clock clock) {
    this.revocations = revocations;
    this.archive = archive;
    this.signer = new CrlSigner(revocations, archive, urls, settings, clock);
    this.lease = lease;
    this.interval = settings.crlInterval();
    this.urls = urls;
    this.unsharded = settings.operatorAuthority();
    this.clock = clock;
  }

  /** The CRL in force. */
  public Optional<PublishedCrl> latest(String issuerId, int shard) {
    return archive.latest(issuerId, shard);
  }

  /** Which CRL is in force, without its octets. */
  public Optional<Edition> inForce(String issuerId, int shard) {
    return archive.inForce(issuerId, shard);
  }

  /** The delta CRL in force of a list. */
  public Optional<PublishedCrl> latestDelta(String issuerId, int shard) {
    return archive.latest(issuerId, CrlSigner.deltaOf(shard));
  }

  private Optional<PublishedCrl> latest(Series series) {
    return latest(series.id(), series.shard());
  }

  /**
   * Publishes CRLs that list everything recorded before this call: the shard's, if it is a partial
   * one, and the complete one, which is returned.
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
    Desk desk = desks.computeIfAbsent(series.id() + "/" + series.shard(), id -> new Desk());
    long ticket = desk.tickets.incrementAndGet();
    synchronized (desk) {
      if (desk.covered >= ticket) {
        return latest(series).orElseThrow();
      }
      if (desk.missed >= ticket) {
        throw again(desk.failure);
      }
      long covers = desk.tickets.get();
      try {
        PublishedCrl crl = withLease(series);
        desk.covered = covers;
        return crl;
      } catch (ProblemException failure) {
        desk.missed = desk.tickets.get();
        desk.failure = failure;
        throw failure;
      }
    }
  }

  private static ProblemException again(ProblemException failure) {
    return new ProblemException(failure.type(), failure.check(), failure.detail(), failure);
  }

  /**
   * Publishes each CRL of the issuer that is due. A shard goes on when fewer are configured than
   * once were, because certificates name it. A retired issuer's last one stays in force to its end.
   */
  public void publishIfDue(Authority issuer, Instant now) {
    if (issuer.isRetired()) {
      return;
    }
    int configured = issuer.id().equals(unsharded) ? 0 : urls.crlShards();
    int highest = Math.max(configured, archive.highestShard(issuer.id()));
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
        archive
            .inForce(series.id(), series.shard())
            .map(
                crl ->
                    now.isBefore(crl.thisUpdate()) // of a clock that was ahead: nobody takes it
                        || !now.isBefore(crl.thisUpdate().plus(interval))
                        || signer.lacksDelta(series.issuer(), series.shard(), crl)
                        || misses(crl, series))
            .orElse(true);
    if (due) {
      publish(series);
    }
  }

  private boolean misses(Edition crl, Series series) {
    // The number of a CRL is the moment from which its entries were read, unless numbers run ahead.
    Instant read = Instant.ofEpochSecond(crl.number());
    Instant from =
        (read.isBefore(crl.thisUpdate()) ? read : crl.thisUpdate()).minus(LONGEST_COMMIT);
    Set<BigInteger> recent =
        revocations.since(series.id(), series.shard(), from, MOST_RECENT).stream()
            .map(ended -> ended.ref().serial().value())
            .collect(Collectors.toCollection(HashSet::new));
    return recent.size() == MOST_RECENT
        || (!recent.isEmpty() && CrlBody.misses(latest(series).orElseThrow().der(), recent));
  }

  /** Drops CRLs that had ended by then. */
  public static UnitOfWork forgetEnded(Instant cut) {
    return CrlArchive.forgetEndedBefore(cut);
  }

  private PublishedCrl withLease(Series series) {
    String name = series.lease();
    Instant giveUp = clock.instant().plus(PATIENCE);
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

  /** A million entries take longer than a lease lasts. */
  private void keepLease(Series series) {
    if (!lease.tryAcquire(series.lease(), LEASE)) {
      throw new ProblemException(
          ProblemType.SIGNER_UNAVAILABLE, "crl-lease-lost", "Another node signs the CRL now.");
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
