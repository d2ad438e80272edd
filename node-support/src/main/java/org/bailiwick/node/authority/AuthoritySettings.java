package org.bailiwick.node.authority;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.settings.Settings;

/**
 * The address of the authority, its trust anchor, and bounds on the age of its data. Keys and
 * meanings: docs/deploy.md.
 *
 * @param cache keeps its documents for a start without it
 */
public record AuthoritySettings(
    TrustDomain domain,
    URI baseUrl,
    URI plainBaseUrl,
    String rootFingerprint,
    Path operatorCa,
    Path tlsFolder,
    Optional<Path> cache,
    Duration crlRefresh,
    Duration maxStatusAge) {

  /**
   * Reads the keys that all components share; faults are collected by {@code settings}.
   *
   * @param cacheKey the component's own key of its cache folder
   */
  public static AuthoritySettings read(Settings settings, String cacheKey) {
    String domain = settings.required("node.trust-domain");
    return new AuthoritySettings(
        domain.isEmpty() ? new TrustDomain("unset.invalid") : TrustDomain.parse(domain),
        settings.baseUrl("node.aca-url"),
        settings.baseUrl("node.aca-plain-url"),
        settings.required("node.root-fingerprint"),
        settings.path("node.operator-ca"),
        settings.path("node.tls-folder"),
        settings.findPath(cacheKey),
        settings.duration("node.crl-refresh", Duration.ofSeconds(60)),
        settings.duration("node.max-status-age", Duration.ofMinutes(5)));
  }

  /** The identity that the authority's TLS certificate must prove. */
  public SpiffeId node() {
    return new SpiffeId(domain, "/node/authority");
  }
}
