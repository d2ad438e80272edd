package org.bailiwick.node.authority;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.feed.CrlSettings;
import org.bailiwick.node.settings.Settings;
import org.bailiwick.node.trust.DomainTrustSettings;

/**
 * The address of the authority, its trust anchor, and bounds on the age of its data; docs/deploy.md
 * describes the settings.
 *
 * @param tlsFolder folder of this node's keys and certificates
 */
public record AuthoritySettings(DomainTrustSettings trust, CrlSettings crls, Path tlsFolder) {

  /**
   * Reads the settings that all components share; {@code settings} collects the faults.
   *
   * @param cacheKey name of the component's setting for its cache folder
   */
  public static AuthoritySettings read(Settings settings, String cacheKey) {
    String domain = settings.required("node.trust-domain");
    URI plainUrl = settings.baseUrl("node.aca-plain-url");
    Optional<Path> cache = settings.findPath(cacheKey);
    return new AuthoritySettings(
        new DomainTrustSettings(
            domain.isEmpty() ? new TrustDomain("unset.invalid") : TrustDomain.parse(domain),
            settings.baseUrl("node.aca-url"),
            plainUrl,
            settings.required("node.root-fingerprint"),
            settings.path("node.operator-ca"),
            cache),
        new CrlSettings(
            plainUrl,
            settings.duration("node.crl-refresh", Duration.ofSeconds(60)),
            settings.duration("node.max-status-age", Duration.ofMinutes(5)),
            cache),
        settings.path("node.tls-folder"));
  }
}
