package org.bailiwick.aca.revocation;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.math.BigInteger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.authority.PublishedUrls;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.ledger.Revocation;
import org.bailiwick.aca.ledger.RevocationList;
import org.bailiwick.aca.lint.CredentialLint;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.writer.GroupWriter;
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

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long PAUSE_MILLIS = 50;

  /** How often a CRL is renewed, and for how long it may be used. */
  private record Rhythm(Duration interval, Duration validity) {}

  /** A list of its own, with numbers of its own. */
  private record Series(Authority issuer, int shard) {
    String id() {
      return issuer.id();
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
  private final GroupWriter writer;
  private final Lease lease;
  private final Rhythm rhythm;
  private final Clock clock;
  private final PublishedUrls urls;
  private final String unsharded;
  private final Map<String, Desk> desks = new ConcurrentHashMap<>();

  @Inject
  CrlPublisher(
      RevocationList revocations,
      CrlArchive archive,
      @ForAca GroupWriter writer,
      @ForAca Lease lease,
      PublishedUrls urls,
      AcaSettings settings,
      @ForAca Clock clock) {
    this.revocations = revocations;
    this.archive = archive;
    this.writer = writer;
    this.lease = lease;
    this.rhythm = new Rhythm(settings.crlInterval(), settings.crlValidity());
    this.urls = urls;
    this.unsharded = settings.operatorAuthority();
    this.clock = clock;
  }

  /** The CRL in force. */
  public Optional<PublishedCrl> latest(String issuerId, int shard) {
    return archive.latest(issuerId, shard);
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
   * once were, because certificates name it.
   */
  public void publishIfDue(Authority issuer, Instant now) {
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
        latest(series)
            .map(
                crl ->
                    !now.isBefore(crl.thisUpdate().plus(rhythm.interval())) || misses(crl, series))
            .orElse(true);
    if (due) {
      publish(series);
    }
  }

  private boolean misses(PublishedCrl crl, Series series) {
    Instant from = crl.thisUpdate().minus(LONGEST_COMMIT);
    List<BigInteger> recent =
        revocations.since(series.id(), series.shard(), from).stream()
            .map(revocation -> revocation.ref().serial().value())
            .toList();
    return !recent.isEmpty() && !CrlBody.serials(crl.der().bytes()).containsAll(recent);
  }

  /** Drops CRLs that had ended by then. */
  public static UnitOfWork forgetEnded(Instant cut) {
    return CrlArchive.forgetEndedBefore(cut);
  }

  private PublishedCrl withLease(Series series) {
    String name = "crl-" + series.id() + (series.shard() == COMPLETE ? "" : "-" + series.shard());
    Instant giveUp = clock.instant().plus(PATIENCE);
    while (!lease.tryAcquire(name, LEASE)) {
      if (clock.instant().isAfter(giveUp)) {
        throw new ProblemException(
            ProblemType.SIGNER_UNAVAILABLE, "crl-lease", "Another node is signing the CRL.");
      }
      pause();
    }
    try {
      return sign(series);
    } finally {
      lease.release(name);
    }
  }

  private PublishedCrl sign(Series series) {
    Authority issuer = series.issuer();
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    // Not lower than the time, so that numbers rise also after a restore from an old backup.
    long before = latest(series).map(PublishedCrl::number).orElse(0L);
    long number = Math.max(now.getEpochSecond(), before + 1);
    // An expired entry appears on one regular list beyond its expiry (RFC 5280 section 3.3).
    List<Revocation> entries =
        revocations.entries(issuer.id(), series.shard(), now.minus(rhythm.validity()));
    CrlBody.Edition edition =
        new CrlBody.Edition(number, now, now.plus(rhythm.validity()), distributionPoint(series));
    byte[] body = CrlBody.encode(issuer, edition, entries);
    CredentialLint.under(issuer.certificate()).checkCrlBody(body);
    byte[] der = issuer.endorse(body);
    PublishedCrl crl = new PublishedCrl(number, Octets.of(der), now, edition.nextUpdate());
    writer.commit(
        CrlArchive.add(issuer.id(), series.shard(), crl, before),
        AuditEntry.of("crl.published", Outcome.DONE, "", issuer.id())
            .about(issuer.id() + "/" + number)
            .with("shard", Integer.toString(series.shard()))
            .with("entries", Integer.toString(entries.size())));
    return crl;
  }

  private Optional<String> distributionPoint(Series series) {
    return series.shard() == COMPLETE
        ? Optional.empty()
        : Optional.of(urls.crl(series.id(), series.shard()));
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
