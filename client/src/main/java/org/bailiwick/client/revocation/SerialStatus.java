package org.bailiwick.client.revocation;

import java.math.BigInteger;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bailiwick.client.credential.IssuingAuthorities;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.contract.problem.ProblemException;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;

/**
 * Knows which credentials are revoked, for one who has their serial numbers and the key identifiers
 * of their issuers, and has not seen the certificates. It reads the complete CRL of each issuing CA
 * of the trust bundle, which has what partial CRLs have, and credentials that name no CRL.
 */
public final class SerialStatus implements AutoCloseable {
  /** An issuing CA comes with a ceremony, and is in the bundle minutes before it issues. */
  private static final Duration ISSUERS_EVERY = Duration.ofSeconds(60);

  private static final Duration RETRY = Duration.ofSeconds(5);

  /** What bounds the use of a CRL is its nextUpdate. */
  private static final Duration ANY_AGE = Duration.ofDays(3650);

  /**
   * An issuing CA.
   *
   * @param own what it has revoked
   * @param above what the root has revoked, of which the issuing CA may be one
   */
  private record Issuer(X509Certificate certificate, WatchedCrl own, Optional<WatchedCrl> above) {}

  private final Supplier<Map<String, X509Certificate>> published;
  private final Function<URI, byte[]> fetch;
  private final Runnable end;
  private final Settings settings;
  private final Map<String, Issuer> issuers = new ConcurrentHashMap<>();
  private final Set<URI> stale = new HashSet<>();
  private Instant nextList = Instant.MIN;
  private boolean failing;

  /**
   * Where CRLs are, and how they are read.
   *
   * @param plain base URL of the authority's CRLs
   * @param every pause between two fetches of a CRL
   * @param log gets a line when a CRL, or the list of issuers, cannot be fetched, and when a CRL
   *     has passed its nextUpdate
   */
  public record Settings(
      TrustedAuthority trusted,
      URI plain,
      Duration every,
      Consumer<String> log,
      InstantSource clock) {}

  SerialStatus(
      Settings settings,
      Supplier<Map<String, X509Certificate>> published,
      Function<URI, byte[]> fetch,
      Runnable end) {
    this.settings = settings;
    this.published = published;
    this.fetch = fetch;
    this.end = end;
  }

  /** Reads what this authority publishes, whenever {@link #refresh} is called. */
  public static SerialStatus of(URI authority, Settings settings) {
    JsonEndpoint endpoint = new JsonEndpoint(authority, settings.trusted().serverTls());
    return new SerialStatus(
        settings,
        () -> IssuingAuthorities.published(endpoint, settings.trusted()),
        CrlPointer::fetched,
        endpoint::close);
  }

  /** Fetches what is due; CRLs that cannot be fetched stay in use until their nextUpdate. */
  public synchronized void refresh() {
    Instant now = settings.clock().instant();
    if (!now.isBefore(nextList) || nextList.isAfter(now.plus(ISSUERS_EVERY))) {
      list(now);
    }
    for (Issuer each : issuers.values()) {
      refresh(each.own(), now);
      tellStale(each.own(), now);
      each.above().ifPresent(root -> refresh(root, now));
    }
  }

  private void list(Instant now) {
    boolean failedBefore = failing;
    try {
      published.get().forEach(this::add);
      failing = false;
    } catch (ProblemException | ClassCastException | IllegalArgumentException e) {
      failing = true;
      if (!failedBefore) {
        settings.log().accept("issuers=not-listed cause=" + e.getMessage());
      }
    }
    nextList = now.plus(failing ? RETRY : ISSUERS_EVERY);
  }

  /** An issuer that leaves the bundle stays known, because what it has issued is still valid. */
  private void add(String name, X509Certificate certificate) {
    Optional<String> key = key(certificate);
    if (key.isEmpty() || issuers.containsKey(key.get())) {
      return;
    }
    String base = settings.plain().toString().replaceAll("/$", "");
    URI address = URI.create(base + "/crl/" + name + ".crl");
    issuers.put(
        key.get(),
        new Issuer(
            certificate,
            watched(address, certificate),
            CrlPointer.of(certificate).map(root -> watched(root, settings.trusted().root()))));
  }

  private WatchedCrl watched(URI address, X509Certificate issuer) {
    return new WatchedCrl(address, issuer, settings.every(), ANY_AGE);
  }

  private void refresh(WatchedCrl crl, Instant now) {
    if (crl.refresh(fetch, now)) {
      settings.log().accept("crl=not-renewed address=" + crl.address());
    }
  }

  private void tellStale(WatchedCrl crl, Instant now) {
    if (!crl.isStale(now)) {
      stale.remove(crl.address());
    } else if (stale.add(crl.address())) {
      settings.log().accept("crl=stale address=" + crl.address());
    }
  }

  private static Optional<String> key(X509Certificate issuer) {
    return CrlPointer.content(issuer, Extension.subjectKeyIdentifier.getId())
        .map(content -> SubjectKeyIdentifier.getInstance(content).getKeyIdentifier())
        .map(HexFormat.of()::formatHex);
  }

  /**
   * The state of a credential. Who is revoked with its issuing CA is revoked. A root's CRL that has
   * ended makes nothing unknown: it is renewed by a ceremony, and that a ceremony is late says
   * nothing of a credential.
   *
   * @param issuerKey the authority key identifier in the certificate, in hex
   */
  public CrlState stateOf(String issuerKey, BigInteger serial) {
    Issuer issuer = issuers.get(issuerKey);
    if (issuer == null) {
      return CrlState.UNKNOWN;
    }
    Instant now = settings.clock().instant();
    BigInteger own = issuer.certificate().getSerialNumber();
    boolean revokedAbove =
        issuer.above().map(crl -> crl.stateOf(own, now)).stream()
            .anyMatch(CrlState.REVOKED::equals);
    return revokedAbove ? CrlState.REVOKED : issuer.own().stateOf(serial, now);
  }

  @Override
  public void close() {
    end.run();
  }
}
