package org.bailiwick.node.feed;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.RevocationState.Good;
import org.bailiwick.node.peer.RevocationState.Unknown;

/** The newest CRL of one issuer, never replaced by an older one, and the time of its last fetch. */
final class IssuerCrl {
  private record Fetched(Crl crl, Instant confirmedAt) {}

  private final X509Certificate issuer;
  private final Clock clock;
  private volatile Fetched fetched;

  IssuerCrl(X509Certificate issuer, Clock clock) {
    this.issuer = issuer;
    this.clock = clock;
  }

  X509Certificate issuer() {
    return issuer;
  }

  /** Takes the CRL into use if it is acceptable and not older than the one in use. */
  synchronized void take(X509CRL offered) throws GeneralSecurityException {
    Instant now = clock.instant();
    Crl crl = Crl.checked(offered, issuer, now);
    if (fetched != null && crl.isOlderThan(fetched.crl())) {
      throw new CRLException("the CRL is older than the one in use");
    }
    fetched = new Fetched(crl, now);
  }

  /**
   * Uses a stored copy, which counts as outdated whatever the feed says, because events that were
   * acknowledged before the start are not sent again. Older CRLs are refused from now on.
   */
  synchronized void recall(X509CRL kept) throws GeneralSecurityException {
    fetched = new Fetched(Crl.checked(kept, issuer, clock.instant()), Instant.EPOCH);
  }

  /** The serial numbers that the CRL lists; none before the first CRL. */
  Set<BigInteger> listed() {
    Fetched now = fetched;
    return now == null ? Set.of() : now.crl().revoked().keySet();
  }

  /**
   * The time up to which every revocation is known: that of the CRL, or that of the feed if the CRL
   * was fetched by this process, whichever is later.
   */
  Optional<CrlRevocations.Known> known(Optional<Instant> heardAt) {
    Fetched now = fetched;
    if (now == null) {
      return Optional.empty();
    }
    Instant made = now.crl().thisUpdate();
    Instant until =
        heardAt
            .filter(heard -> !now.confirmedAt().equals(Instant.EPOCH) && heard.isAfter(made))
            .orElse(made);
    return Optional.of(new CrlRevocations.Known(until, now.crl().number()));
  }

  /** Whether there is a CRL in use, however old. */
  boolean isThere() {
    return fetched != null;
  }

  /** Whether the CRL in use was made after this time. */
  boolean isNewerThan(Instant time) {
    Fetched now = fetched;
    return now != null && now.crl().thisUpdate().isAfter(time);
  }

  /**
   * The state of the certificate with this serial number.
   *
   * @param heardAt the time at which the event feed was last up to date
   * @param maxAge greatest age of the CRL's last fetch or of the feed, whichever is later
   */
  RevocationState stateOf(BigInteger serial, Optional<Instant> heardAt, Duration maxAge) {
    Fetched now = fetched;
    if (now == null) {
      return new Unknown("no CRL of " + issuer.getSubjectX500Principal());
    }
    RevocationState.Revoked revoked = now.crl().revoked().get(serial);
    if (revoked != null) {
      return revoked; // even if the data are old
    }
    Instant present = clock.instant();
    boolean byFeed =
        !now.confirmedAt().equals(Instant.EPOCH)
            && heardAt.filter(heard -> isRecent(heard, present, maxAge)).isPresent();
    boolean byCrl =
        isRecent(now.confirmedAt(), present, maxAge) && present.isBefore(now.crl().nextUpdate());
    return byFeed || byCrl
        ? new Good()
        : new Unknown("status of " + issuer.getSubjectX500Principal() + " is stale");
  }

  /** A time later than now comes from a clock that was ahead, and so proves nothing. */
  private static boolean isRecent(Instant heard, Instant now, Duration maxAge) {
    return now.minus(maxAge).isBefore(heard) && !heard.isAfter(now.plus(Crl.CLOCK_SKEW));
  }
}
