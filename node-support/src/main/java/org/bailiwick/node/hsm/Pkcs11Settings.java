package org.bailiwick.node.hsm;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * The settings of a node's token.
 *
 * @param configuration SunPKCS11 configuration file (library and slot, no PIN)
 * @param pinFile file with the user PIN, readable by its owner only; empty when a person gives the
 *     PIN to the running node ({@link Pkcs11Token#activate})
 * @param sessions most signatures that are made at the same time
 * @param sessionWait how long a caller waits for a free session
 * @param callTimeout how long a caller waits for the token's answer
 */
public record Pkcs11Settings(
    Path configuration,
    Optional<Path> pinFile,
    int sessions,
    Duration sessionWait,
    Duration callTimeout) {

  public Pkcs11Settings {
    Objects.requireNonNull(configuration, "configuration");
    Objects.requireNonNull(pinFile, "pinFile");
    if (sessions < 1 || sessions > 1024) {
      throw new IllegalArgumentException("sessions must be from 1 to 1024, not " + sessions);
    }
    requirePositive(sessionWait, "wait");
    requirePositive(callTimeout, "call-timeout");
  }

  private static void requirePositive(Duration duration, String name) {
    if (duration.isNegative() || duration.isZero()) {
      throw new IllegalArgumentException(name + " must be positive, not " + duration);
    }
  }
}
