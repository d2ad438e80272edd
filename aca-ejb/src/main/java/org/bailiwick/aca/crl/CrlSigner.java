package org.bailiwick.aca.crl;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.authority.Authority;
import org.bailiwick.aca.authority.PublishedUrls;
import org.bailiwick.aca.crl.PublishedCrl.Edition;
import org.bailiwick.aca.ledger.RevocationList;
import org.bailiwick.aca.ledger.RevokedEntry;
import org.bailiwick.aca.lint.CredentialLint;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;

/**
 * Signs the next CRL of an issuer and shard and, where deltas are published, the delta CRL of the
 * same number (RFC 5280 section 5.2.4). The delta lists the revocations since the oldest CRL that
 * is still in force, so that it completes each CRL in force. No revocation is taken back, so no
 * delta says removeFromCRL.
 */
final class CrlSigner {

  /** Entries that are read between two extensions of the caller's lease. */
  private static final int ENTRIES_PER_LEASE = 50_000;

  private final RevocationList revocations;
  private final CrlStore store;
  private final PublishedUrls urls;
  private final Duration interval;
  private final Duration validity;
  private final Clock clock;

  CrlSigner(
      RevocationList revocations,
      CrlStore store,
      PublishedUrls urls,
      AcaSettings settings,
      Clock clock) {
    this.revocations = revocations;
    this.store = store;
    this.urls = urls;
    this.interval = settings.crlInterval();
    this.validity = settings.crlValidity();
    this.clock = clock;
  }

  /** The number that stands for the deltas of this shard in the database. */
  static int deltaOf(int shard) {
    return -1 - shard;
  }

  PublishedCrl sign(Authority issuer, int shard, Runnable keepLease) {
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    // Read before the entries: a CRL that is signed in the meantime may list more than this one.
    long before = store.inForce(issuer.id(), shard).map(Edition::number).orElse(0L);
    Optional<Edition> base = deltaBase(issuer, shard, now);
    CrlBody.Entries entries = new CrlBody.Entries();
    CrlBody.Entries recent = new CrlBody.Entries();
    // An expired entry appears on one regular list beyond its expiry (RFC 5280 section 3.3).
    revocations.forEachOf(
        issuer.id(),
        shard,
        now.minus(validity),
        revocation -> {
          entries.add(notLater(revocation));
          if (base.filter(list -> revocation.at().isAfter(list.completeTo())).isPresent()) {
            recent.add(notLater(revocation));
          }
          if (entries.count() % ENTRIES_PER_LEASE == 0) {
            keepLease.run();
          }
        });
    keepLease.run();
    long number = store.nextNumber(issuer.id(), shard, now);
    // The last entries may be newer than the time at which the reading began.
    Instant from = entries.latest().filter(now::isBefore).orElse(now);
    Edition edition = new Edition(number, from, from.plus(validity));
    Optional<String> point = distributionPoint(issuer, shard);
    CrlBody.Kind whole = new CrlBody.Kind(point, urls.delta(issuer.id(), shard), Optional.empty());
    PublishedCrl crl = signed(issuer, edition, whole, entries);
    store.add(
        new CrlKey(issuer.id(), shard, number), crl, before, audit(issuer, shard, crl, entries));
    if (base.isPresent()) {
      Edition brief = new Edition(number, from, from.plus(interval.multipliedBy(2)));
      CrlBody.Kind part = new CrlBody.Kind(point, Optional.empty(), base.map(Edition::number));
      addDelta(issuer, shard, signed(issuer, brief, part, recent), recent);
    }
    return crl;
  }

  /**
   * Gives the present time to a revocation that a fast clock dated, since a CRL must not be dated
   * later than now.
   */
  private RevokedEntry notLater(RevokedEntry revocation) {
    Instant now = clock.instant();
    return revocation.at().isAfter(now)
        ? new RevokedEntry(revocation.ref(), revocation.reason(), now)
        : revocation;
  }

  private Optional<String> distributionPoint(Authority issuer, int shard) {
    return shard == CrlPublisher.COMPLETE
        ? Optional.empty()
        : Optional.of(urls.crl(issuer.id(), shard));
  }

  private static PublishedCrl signed(
      Authority issuer, Edition edition, CrlBody.Kind kind, CrlBody.Entries entries) {
    byte[] body = CrlBody.encode(issuer, edition, kind, entries);
    CredentialLint.under(issuer.certificate()).checkCrlBody(body);
    return PublishedCrl.of(edition, issuer.sign(body));
  }

  private void addDelta(Authority issuer, int shard, PublishedCrl delta, CrlBody.Entries entries) {
    int place = deltaOf(shard);
    long before = store.inForce(issuer.id(), place).map(Edition::number).orElse(0L);
    store.add(
        new CrlKey(issuer.id(), place, delta.number()),
        delta,
        before,
        audit(issuer, place, delta, entries));
  }

  private static AuditEntry audit(
      Authority issuer, int shard, PublishedCrl crl, CrlBody.Entries entries) {
    return AuditEntry.of("crl.published", Outcome.DONE, "", issuer.id())
        .about(issuer.id() + "/" + crl.number())
        .with("shard", Integer.toString(shard))
        .with("entries", Integer.toString(entries.count()));
  }

  /** Whether deltas are published and this list has none or an older one. */
  boolean lacksDelta(Authority issuer, int shard, Edition list) {
    return urls.deltas().getAsBoolean()
        && store
            .inForce(issuer.id(), deltaOf(shard))
            .filter(delta -> delta.number() >= list.number())
            .isEmpty();
  }

  private Optional<Edition> deltaBase(Authority issuer, int shard, Instant now) {
    return urls.deltas().getAsBoolean()
        ? store.oldestInForce(issuer.id(), shard, now)
        : Optional.empty();
  }
}
