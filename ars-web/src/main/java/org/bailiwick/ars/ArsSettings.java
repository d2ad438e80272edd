package org.bailiwick.ars;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bailiwick.node.authority.AuthoritySettings;
import org.bailiwick.node.problem.BodyLimits;
import org.bailiwick.node.settings.Settings;

/**
 * The registry's configuration, read once at start. Keys and meanings: docs/registry.md.
 *
 * @param baseUrl https base under which the registry is reached, for Location fields
 * @param sweepInterval pause between two looks for expired and revoked records
 */
public record ArsSettings(
    String nodeName,
    URI baseUrl,
    Path policyFolder,
    long maxBody,
    List<String> trustedProxies,
    AuthoritySettings authority,
    Duration sweepInterval) {

  /** Name of the registry's audit chain. */
  public String auditChain() {
    return nodeName + "/ars";
  }

  static ArsSettings read(Settings settings) {
    ArsSettings read =
        new ArsSettings(
            settings.required("node.name"),
            settings.baseUrl("ars.base-url"),
            settings.path("node.policy-folder"),
            settings.number(
                "node.max-body", BodyLimits.DEFAULT, new Settings.Range(1024, 16_777_216)),
            settings.list("node.trusted-proxies"),
            AuthoritySettings.read(settings, "ars.cache-folder"),
            settings.duration("ars.sweep-interval", Duration.ofSeconds(5)));
    settings.done();
    return read;
  }
}
