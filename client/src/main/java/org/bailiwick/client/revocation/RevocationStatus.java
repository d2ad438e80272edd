package org.bailiwick.client.revocation;

import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Knows from CRLs which certificates of the domain are revoked. The addresses of the CRLs are those
 * that the certificates name. A thread of its own fetches each CRL every minute; requests wait for
 * the first fetch of a CRL only.
 */
public final class RevocationStatus implements AutoCloseable {
  private static final Duration CHECK_INTERVAL = Duration.ofSeconds(1);
  private static final Duration FIRST_FETCH = Duration.ofSeconds(10);

  /** Issuers and their shards; the certificates that name them were verified before. */
  private static final int MAX_CRLS = 256;

  private record Point(URI address, X509Certificate issuer) {}

  private final IssuerPaths paths;
  private final Function<URI, byte[]> fetch;
  private final Consumer<String> log;
  private final InstantSource clock;
  private final Map<Point, WatchedCrl> watched = new ConcurrentHashMap<>();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("crl-refresh").factory());

  RevocationStatus(
      TrustedAuthority trusted,
      Function<URI, byte[]> fetch,
      Consumer<String> log,
      InstantSource clock) {
    this.paths = new IssuerPaths(trusted);
    this.fetch = fetch;
    this.log = log;
    this.clock = clock;
  }

  /** Starts with the CRLs of this chain; {@code log} gets a line when a CRL cannot be fetched. */
  public static RevocationStatus start(
      TrustedAuthority trusted,
      List<X509Certificate> own,
      Consumer<String> log,
      InstantSource clock) {
    RevocationStatus status = new RevocationStatus(trusted, CrlPointer::fetched, log, clock);
    ScheduledFuture<?> unused =
        status.thread.scheduleWithFixedDelay(
            status::refresh, 0, CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    status.stateOf(own);
    return status;
  }

  /** Fetches what is due. */
  void refresh() {
    watched.forEach(this::refresh);
  }

  private void refresh(Point point, WatchedCrl crl) {
    if (crl.refresh(fetch, clock.instant())) {
      log.accept("crl=not-renewed address=" + point.address());
    }
  }

  /**
   * Refuses a chain, leaf first, that has ended, is revoked, or whose status is not known within
   * the bound. A verified handshake proves the path itself.
   *
   * @param whose the first part of the check's name: {@code peer} or {@code own-credential}
   */
  public void requireGood(List<X509Certificate> chain, String whose) {
    if (!clock.instant().isBefore(chain.getFirst().getNotAfter().toInstant())) {
      throw new ProblemException(
          ProblemType.CREDENTIAL_NOT_TRUSTED, whose + "-expired", "The certificate has expired");
    }
    switch (stateOf(chain)) {
      case GOOD -> {
        // The certificate is as good as its CRL says.
      }
      case REVOKED ->
          throw new ProblemException(
              ProblemType.CREDENTIAL_REVOKED, whose + "-revoked", "The certificate was revoked");
      case UNKNOWN ->
          throw new ProblemException(
              ProblemType.DEPENDENCY_UNAVAILABLE,
              whose + "-status-stale",
              "The revocation status of the certificate is not known");
    }
  }

  private CrlState stateOf(List<X509Certificate> chain) {
    List<X509Certificate> path = paths.of(chain);
    for (int i = 0; i + 1 < path.size(); i++) {
      CrlState state = stateOf(path.get(i), path.get(i + 1));
      if (state != CrlState.GOOD) {
        return state;
      }
    }
    return paths.isAnchor(path.getLast()) ? CrlState.GOOD : CrlState.UNKNOWN;
  }

  private CrlState stateOf(X509Certificate certificate, X509Certificate issuer) {
    if (CrlPointer.isNeverRevoked(certificate)) {
      return CrlState.GOOD;
    }
    return CrlPointer.of(certificate)
        .flatMap(address -> watched(new Point(address, issuer)))
        .map(crl -> crl.stateOf(certificate.getSerialNumber(), clock.instant()))
        .orElse(CrlState.UNKNOWN);
  }

  /** The CRL of this address, which is watched from now on; the first callers wait for it. */
  private Optional<WatchedCrl> watched(Point point) {
    WatchedCrl known = watched.get(point);
    if (known == null && watched.size() < MAX_CRLS) {
      known = watched.computeIfAbsent(point, each -> new WatchedCrl(each.address(), each.issuer()));
      WatchedCrl added = known;
      thread.execute(() -> refresh(point, added));
    }
    return Optional.ofNullable(known).filter(crl -> crl.awaitFirst(FIRST_FETCH));
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
