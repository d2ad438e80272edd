package org.bailiwick.ars;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.bailiwick.node.component.ComponentSettings;
import org.bailiwick.node.outbound.address.AgentAddresses;
import org.bailiwick.node.settings.Settings;

/**
 * The registry's configuration, which is read once at start. The document {@code docs/registry.md}
 * explains each setting.
 *
 * @param sweepInterval pause between two searches for expired and revoked records
 * @param searchFolder folder of the search index; in memory if it is empty
 */
public record ArsSettings(
    ComponentSettings component,
    Duration sweepInterval,
    Registration registration,
    Optional<Path> searchFolder) {

  /** The most bytes of one registration's members, where the configuration has no number. */
  public static final int DEFAULT_SIZE = 8192;

  /** The most listed agents of one owner, where the configuration has no number. */
  public static final int DEFAULT_OWNER_AGENTS = 10_000;

  /**
   * Bounds of a registration.
   *
   * @param ownerAgents most listed agents of one owner
   * @param capabilities most capabilities of one agent
   * @param size most bytes of all members of a registration
   * @param addresses the addresses that a locator may have
   */
  public record Registration(
      int ownerAgents, int capabilities, int size, AgentAddresses addresses) {}

  /** Name of the registry's audit chain. */
  public String auditChain() {
    return component.auditChain("ars");
  }

  static ArsSettings read(Settings settings) {
    ArsSettings read =
        new ArsSettings(
            ComponentSettings.read(settings, "ars", 1),
            settings.duration("ars.sweep-interval", Duration.ofSeconds(5)),
            new Registration(
                settings.number(
                    "ars.max-agents-per-owner", DEFAULT_OWNER_AGENTS, range(1, 1_000_000)),
                settings.number("ars.max-capabilities", 100, range(1, 100)),
                settings.number("ars.max-registration-size", DEFAULT_SIZE, range(512, 65_536)),
                AgentAddresses.read(settings)),
            searchFolder(settings));
    settings.done();
    return read;
  }

  /** Beside the cache, if there is one and no other folder is named. */
  private static Optional<Path> searchFolder(Settings settings) {
    return settings
        .findPath("ars.search-folder")
        .or(
            () ->
                settings
                    .findPath("ars.cache-folder")
                    .map(cache -> cache.resolveSibling(cache.getFileName() + "-search")));
  }

  private static Settings.Range range(int least, int most) {
    return new Settings.Range(least, most);
  }
}
