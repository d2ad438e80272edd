package org.bailiwick.ars;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.problem.BodyLimits;
import org.bailiwick.node.settings.Settings;

/**
 * The registry's configuration, read once at start. Keys and meanings: docs/registry.md.
 *
 * @param baseUrl https base under which the registry is reached, for Location fields
 * @param sweepInterval pause between two looks for expired and revoked records
 * @param maxStatusAge how long the authority may be silent before nothing is shown
 */
public record ArsSettings(
    String nodeName,
    TrustDomain trustDomain,
    URI baseUrl,
    Path policyFolder,
    long maxBody,
    List<String> trustedProxies,
    Authority authority,
    Duration crlRefresh,
    Duration maxStatusAge,
    Duration sweepInterval) {

  /**
   * Where the authority is and how it is known; {@code cache} keeps its documents for a restart.
   */
  public record Authority(
      URI baseUrl,
      URI plainBaseUrl,
      String rootFingerprint,
      Path operatorCa,
      Path tlsFolder,
      Optional<Path> cache) {}

  static ArsSettings read(Settings settings) {
    String domain = settings.required("node.trust-domain");
    Authority authority =
        new Authority(
            settings.baseUrl("node.aca-url"),
            settings.baseUrl("node.aca-plain-url"),
            settings.required("node.root-fingerprint"),
            settings.path("node.operator-ca"),
            settings.path("node.tls-folder"),
            settings.findPath("ars.cache-folder"));
    ArsSettings read =
        new ArsSettings(
            settings.required("node.name"),
            domain.isEmpty() ? new TrustDomain("unset.invalid") : TrustDomain.parse(domain),
            settings.baseUrl("ars.base-url"),
            settings.path("node.policy-folder"),
            settings.number(
                "node.max-body", BodyLimits.DEFAULT, new Settings.Range(1024, 16_777_216)),
            settings.list("node.trusted-proxies"),
            authority,
            settings.duration("node.crl-refresh", Duration.ofSeconds(60)),
            settings.duration("node.max-status-age", Duration.ofMinutes(5)),
            settings.duration("ars.sweep-interval", Duration.ofSeconds(5)));
    settings.done();
    return read;
  }
}
