package org.bailiwick.node.component;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bailiwick.node.admission.AdmissionSettings;
import org.bailiwick.node.authority.AuthoritySettings;
import org.bailiwick.node.hsm.Pkcs11Settings;
import org.bailiwick.node.problem.BodyLimits;
import org.bailiwick.node.settings.Settings;

/**
 * The settings that registry and Master Agent have in common: those of the node and, with the
 * component's own prefix, its address and signing keys. docs/registry.md and docs/master-agent.md
 * describe the settings.
 *
 * @param name names of the node and of its audit logs
 * @param baseUrl https URL of the component
 */
public record ComponentSettings(
    Name name,
    URI baseUrl,
    Path policyFolder,
    long maxBody,
    List<String> trustedProxies,
    AdmissionSettings admission,
    AuthoritySettings authority,
    Signing signing) {

  /**
   * The name of this node, which is that of its certificate, and the name of the audit logs, which
   * all nodes on one database share.
   */
  public record Name(String node, String log) {

    private static final Pattern LOG = Pattern.compile("[A-Za-z0-9._-]{1,60}");

    private static Name read(Settings settings) {
      String node = settings.required("node.name");
      String log = settings.text("node.log-name", node);
      if (!node.isEmpty() && !LOG.matcher(log).matches()) {
        settings.fault(
            "node.log-name", "must be 1 to 60 letters, digits, dots, hyphens or underscores");
      }
      return new Name(node, log);
    }
  }

  /** The name of this node. */
  public String nodeName() {
    return name.node();
  }

  /** The name of this component's audit log. */
  public String auditChain(String component) {
    return name.log() + "/" + component;
  }

  /**
   * The keys that sign tokens and the heads of the component's audit log.
   *
   * @param auditHeadsFile file of signed audit heads, which only this node writes
   * @param token the domain node's HSM token, the same for both components
   * @param keyLabel label of the first key
   * @param notices folder with the notices of keys from later ceremonies
   */
  public record Signing(
      Path auditHeadsFile, Pkcs11Settings token, String keyLabel, Optional<Path> notices) {

    private static Signing read(Settings settings, String prefix, int sessions) {
      return new Signing(
          settings.path(prefix + ".audit-heads-file"),
          new Pkcs11Settings(
              settings.path(prefix + ".hsm.configuration"),
              Optional.of(settings.path(prefix + ".hsm.pin-file")),
              settings.number(prefix + ".hsm.sessions", sessions, new Settings.Range(1, 1024)),
              settings.duration(prefix + ".hsm.wait", Duration.ofSeconds(2)),
              settings.duration(prefix + ".hsm.call-timeout", Duration.ofSeconds(5))),
          settings.text(prefix + ".token-signing-key", "token-signing"),
          settings.findPath(prefix + ".token-keys-folder"));
    }
  }

  /**
   * Reads the settings; {@code settings} collects the faults.
   *
   * @param prefix first part of the names of the component's own settings
   * @param sessions default number of the token's sessions
   */
  public static ComponentSettings read(Settings settings, String prefix, int sessions) {
    return new ComponentSettings(
        Name.read(settings),
        settings.baseUrl(prefix + ".base-url"),
        settings.path("node.policy-folder"),
        settings.number("node.max-body", BodyLimits.DEFAULT, BodyLimits.RANGE),
        settings.list("node.trusted-proxies"),
        AdmissionSettings.read(settings),
        AuthoritySettings.read(settings, prefix + ".cache-folder"),
        Signing.read(settings, prefix, sessions));
  }
}
