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
 * Signs CRLs, one at a time per issuer: within this node by a lock, among nodes by a lease. Whoever
 * waited for the lock may find that the CRL which came out meanwhile covers it, so a burst of
 * revocations costs few signatures.
 */
@Singleton
public final class CrlPublisher {

  /** The one shard, a complete CRL; certificates name it by the issuer's address alone. */
  private static final int SHARD = 0;

  private static final Duration LEASE = Duration.ofSeconds(30);

  /** A revocation is dated before it is committed, by less than this. */
  private static final Duration LONGEST_COMMIT = Duration.ofMinutes(1);

  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final long PAUSE_MILLIS = 50;

  /** How often a CRL is renewed, and for how long it may be used. */
  private record Rhythm(Duration interval, Duration validity) {}

  /** Each publication asked for draws a ticket; a CRL covers the tickets drawn before its query. */
  private static final class Desk {
    private final AtomicLong tickets = new AtomicLong();
    private long covered;
  }

  private final RevocationList revocations;
  private final CrlArchive archive;
  private final GroupWriter writer;
  private final Lease lease;
  private final Rhythm rhythm;
  private final Clock clock;
  private final Map<String, Desk> desks = new ConcurrentHashMap<>();

  @Inject
  CrlPublisher(
      RevocationList revocations,
      CrlArchive archive,
      @ForAca GroupWriter writer,
      @ForAca Lease lease,
      AcaSettings settings,
      @ForAca Clock clock) {
    this.revocations = revocations;
    this.archive = archive;
    this.writer = writer;
    this.lease = lease;
    this.rhythm = new Rhythm(settings.crlInterval(), settings.crlValidity());
    this.clock = clock;
  }

  /** The CRL in force. */
  public Optional<PublishedCrl> latest(String issuerId) {
    return archive.latest(issuerId, SHARD);
  }

  /**
   * Publishes a CRL that lists everything recorded before this call, and returns it.
   *
   * @throws ProblemException SIGNER_UNAVAILABLE; the next timer run tries again
   */
  public PublishedCrl publish(Authority issuer) {
    Desk desk = desk(issuer);
    long ticket = desk.tickets.incrementAndGet();
    synchronized (desk) {
      if (desk.covered >= ticket) {
        return latest(issuer.id()).orElseThrow();
      }
      long covers = desk.tickets.get();
      PublishedCrl crl = withLease(issuer);
      desk.covered = covers;
      return crl;
    }
  }

  /**
   * Publishes when the CRL in force is as old as the interval, or when it misses a revocation: the
   * node that recorded it may have died, or lost its HSM, before it could sign.
   */
  public void publishIfDue(Authority issuer, Instant now) {
    boolean due =
        latest(issuer.id())
            .map(
                crl ->
                    !now.isBefore(crl.thisUpdate().plus(rhythm.interval()))
                        || misses(crl, issuer.id()))
            .orElse(true);
    if (due) {
      publish(issuer);
    }
  }

  private boolean misses(PublishedCrl crl, String issuerId) {
    List<BigInteger> recent =
        revocations.since(crl.thisUpdate().minus(LONGEST_COMMIT)).stream()
            .map(Revocation::ref)
            .filter(ref -> ref.issuerId().equals(issuerId))
            .map(ref -> ref.serial().value())
            .toList();
    return !recent.isEmpty() && !CrlBody.serials(crl.der().bytes()).containsAll(recent);
  }

  /** Drops CRLs that had ended by then. */
  public static UnitOfWork forgetEnded(Instant cut) {
    return CrlArchive.forgetEndedBefore(cut);
  }

  private Desk desk(Authority issuer) {
    return desks.computeIfAbsent(issuer.id(), id -> new Desk());
  }

  private PublishedCrl withLease(Authority issuer) {
    String name = "crl-" + issuer.id();
    Instant giveUp = clock.instant().plus(PATIENCE);
    while (!lease.tryAcquire(name, LEASE)) {
      if (clock.instant().isAfter(giveUp)) {
        throw new ProblemException(
            ProblemType.SIGNER_UNAVAILABLE, "crl-lease", "Another node is signing the CRL.");
      }
      pause();
    }
    try {
      return sign(issuer);
    } finally {
      lease.release(name);
    }
  }

  private PublishedCrl sign(Authority issuer) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    // Not lower than the time, so that numbers rise also after a restore from an old backup.
    long number =
        Math.max(
            now.getEpochSecond(), latest(issuer.id()).map(PublishedCrl::number).orElse(0L) + 1);
    // An expired entry appears on one regular list beyond its expiry (RFC 5280 section 3.3).
    List<Revocation> entries =
        revocations.entries(issuer.id(), SHARD, now.minus(rhythm.validity()));
    CrlBody.Edition edition = new CrlBody.Edition(number, now, now.plus(rhythm.validity()));
    byte[] body = CrlBody.encode(issuer, edition, entries);
    CredentialLint.under(issuer.certificate()).checkCrlBody(body);
    byte[] der = issuer.endorse(body);
    PublishedCrl crl = new PublishedCrl(number, Octets.of(der), now, edition.nextUpdate());
    writer.commit(
        CrlArchive.add(issuer.id(), SHARD, crl),
        AuditEntry.of("crl.published", Outcome.DONE, "", issuer.id())
            .about(issuer.id() + "/" + number)
            .with("entries", Integer.toString(entries.size())));
    return crl;
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
