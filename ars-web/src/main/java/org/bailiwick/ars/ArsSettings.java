package org.bailiwick.ars;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.bailiwick.node.admission.AdmissionSettings;
import org.bailiwick.node.authority.AuthoritySettings;
import org.bailiwick.node.hsm.Pkcs11Settings;
import org.bailiwick.node.problem.BodyLimits;
import org.bailiwick.node.settings.Settings;

/**
 * The registry's configuration, which is read once at start. The document {@code docs/registry.md}
 * explains each setting.
 *
 * @param baseUrl https URL of the registry, from which {@code Location} header fields are built
 * @param sweepInterval pause between two searches for expired and revoked records
 */
public record ArsSettings(
    String nodeName,
    URI baseUrl,
    Path policyFolder,
    long maxBody,
    List<String> trustedProxies,
    AdmissionSettings admission,
    AuthoritySettings authority,
    Signing signing,
    Duration sweepInterval) {

  /**
   * The keys that sign the heads of the registry's audit log, and the file of the signed heads.
   * Each node needs a file of its own.
   *
   * @param auditHeadsFile file of the signed heads
   * @param token PKCS#11 token of the domain node; the Master Agent signs its tokens with the same
   *     keys
   * @param keyLabel label of the first key
   * @param notices folder in which later ceremonies write the labels of further keys
   */
  public record Signing(
      Path auditHeadsFile, Pkcs11Settings token, String keyLabel, Optional<Path> notices) {}

  private static Signing signing(Settings settings) {
    return new Signing(
        settings.path("ars.audit-heads-file"),
        new Pkcs11Settings(
            settings.path("ars.hsm.configuration"),
            Optional.of(settings.path("ars.hsm.pin-file")),
            settings.number("ars.hsm.sessions", 1, new Settings.Range(1, 1024)),
            settings.duration("ars.hsm.wait", Duration.ofSeconds(2)),
            settings.duration("ars.hsm.call-timeout", Duration.ofSeconds(5))),
        settings.text("ars.token-signing-key", "token-signing"),
        settings.findPath("ars.token-keys-folder"));
  }

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
            AdmissionSettings.read(settings),
            AuthoritySettings.read(settings, "ars.cache-folder"),
            signing(settings),
            settings.duration("ars.sweep-interval", Duration.ofSeconds(5)));
    settings.done();
    return read;
  }
}
