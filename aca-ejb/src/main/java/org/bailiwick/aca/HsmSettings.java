package org.bailiwick.aca;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.node.hsm.Pkcs11Settings;
import org.bailiwick.node.settings.Settings;

/**
 * The tokens that hold this node's keys.
 *
 * @param first the token in service
 * @param next a second token, to which keys move
 * @param retired labels of keys that no longer sign and need not be in a token
 */
public record HsmSettings(
    Pkcs11Settings first, Optional<Pkcs11Settings> next, Set<String> retired) {

  private static final int DEFAULT_SESSIONS = 16;

  static HsmSettings read(Settings settings) {
    return new HsmSettings(
        token(settings, "aca.hsm."),
        settings
            .findPath("aca.hsm.next.configuration")
            .map(present -> token(settings, "aca.hsm.next.")),
        Set.copyOf(settings.list("aca.retired-keys")));
  }

  private static Pkcs11Settings token(Settings settings, String prefix) {
    return new Pkcs11Settings(
        settings.path(prefix + "configuration"),
        pinFile(settings, prefix),
        settings.number(prefix + "sessions", DEFAULT_SESSIONS, new Settings.Range(1, 1024)),
        settings.duration(prefix + "wait", Duration.ofSeconds(2)),
        settings.duration(prefix + "call-timeout", Duration.ofSeconds(5)));
  }

  /** The file of the PIN; empty when an officer gives the PIN to the running node. */
  private static Optional<Path> pinFile(Settings settings, String prefix) {
    return switch (settings.text(prefix + "activation", "pin-file")) {
      case "pin-file" -> Optional.of(settings.path(prefix + "pin-file"));
      case "manual" -> Optional.empty();
      default -> {
        settings.fault(prefix + "activation", "must be pin-file or manual");
        yield Optional.empty();
      }
    };
  }
}
