package org.bailiwick.ars;

import java.time.Duration;
import org.bailiwick.node.component.ComponentSettings;
import org.bailiwick.node.settings.Settings;

/**
 * The registry's configuration, which is read once at start. The document {@code docs/registry.md}
 * explains each setting.
 *
 * @param sweepInterval pause between two searches for expired and revoked records
 */
public record ArsSettings(ComponentSettings component, Duration sweepInterval) {

  /** Name of the registry's audit chain. */
  public String auditChain() {
    return component.nodeName() + "/ars";
  }

  static ArsSettings read(Settings settings) {
    ArsSettings read =
        new ArsSettings(
            ComponentSettings.read(settings, "ars", 1),
            settings.duration("ars.sweep-interval", Duration.ofSeconds(5)));
    settings.done();
    return read;
  }
}
