package org.bailiwick.client.revocation;

import java.math.BigInteger;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.cert.CRLException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** The newest CRL at one address, and the time of its last fetch. */
final class WatchedCrl {
  /** The CRL is fetched as often as a node fetches it. */
  private static final Duration REFRESH = Duration.ofSeconds(60);

  private static final Duration RETRY = Duration.ofSeconds(5);

  /** The greatest age of the last fetch, as at a node ({@code node.max-status-age}). */
  static final Duration MAX_AGE = Duration.ofMinutes(5);

  private record Fetched(IssuerCrl crl, Instant at) {}

  private final URI address;
  private final X509Certificate issuer;
  private final Duration refresh;
  private final Duration maxAge;
  private final CountDownLatch tried = new CountDownLatch(1);
  private volatile Fetched fetched;
  private Instant next = Instant.MIN;
  private boolean failing;

  WatchedCrl(URI address, X509Certificate issuer) {
    this(address, issuer, REFRESH, MAX_AGE);
  }

  /** The same with another pause between fetches, and another greatest age of the last one. */
  WatchedCrl(URI address, X509Certificate issuer, Duration refresh, Duration maxAge) {
    this.address = address;
    this.issuer = issuer;
    this.refresh = refresh;
    this.maxAge = maxAge;
  }

  URI address() {
    return address;
  }

  /**
   * Fetches the CRL if it is due; after a failure the one before stays in use.
   *
   * @return whether this is the first of consecutive failures
   */
  synchronized boolean refresh(Function<URI, byte[]> fetch, Instant now) {
    // A time beyond the longest pause was set while the clock was ahead.
    if (now.isBefore(next) && !next.isAfter(now.plus(refresh))) {
      return false;
    }
    boolean failedBefore = failing;
    failing = !take(fetch, now);
    next = now.plus(failing ? RETRY : refresh);
    tried.countDown();
    return failing && !failedBefore;
  }

  private boolean take(Function<URI, byte[]> fetch, Instant now) {
    try {
      IssuerCrl offered = IssuerCrl.checked(fetch.apply(address), address, issuer, now);
      Fetched before = fetched;
      if (before != null && offered.isOlderThan(before.crl())) {
        throw new CRLException("the CRL is older than the one in use");
      }
      fetched = new Fetched(offered, now);
      return true;
    } catch (GeneralSecurityException | RuntimeException e) {
      // Not fetched, or malformed in a way that Bouncy Castle reports by one of several exceptions.
      return false;
    }
  }

  /** Waits for the end of the first fetch, and returns false if it did not come in time. */
  boolean awaitFirst(Duration patience) {
    try {
      return tried.await(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Whether a CRL was ever fetched, and none is in force any more. */
  boolean isStale(Instant now) {
    Fetched known = fetched;
    return known != null && !now.isBefore(known.crl().nextUpdate());
  }

  CrlState stateOf(BigInteger serial, Instant now) {
    Fetched known = fetched;
    if (known == null) {
      return CrlState.UNKNOWN;
    }
    if (known.crl().revoked().contains(serial)) {
      return CrlState.REVOKED; // however old the CRL is
    }
    boolean recent =
        now.isBefore(known.at().plus(maxAge))
            && !known.at().isAfter(now.plus(IssuerCrl.CLOCK_SKEW))
            && now.isBefore(known.crl().nextUpdate());
    return recent ? CrlState.GOOD : CrlState.UNKNOWN;
  }
}
