package org.bailiwick.command.firewall;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.command.home.PropertiesFile;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.outbound.FetchSettings;
import org.bailiwick.node.outbound.GuardedFetch;
import org.bailiwick.node.trust.PartnerDirectory;
import org.bailiwick.packetfilter.firewall.FirewallFile;
import org.bailiwick.packetfilter.firewall.FirewallPlan;

/**
 * A home whose domain node has a firewall.
 *
 * @param settings those of the domain node
 * @param file the operator's decisions, {@code domain/firewall.json} unless another is given
 */
record FirewallHome(Path home, PropertiesFile settings, Path file) {

  static FirewallHome of(Path home, Path file) {
    PropertiesFile settings = PropertiesFile.ofNode(home, "domain");
    return new FirewallHome(
        home, settings, file == null ? home.resolve("domain/firewall.json") : file);
  }

  /**
   * The operator's decisions.
   *
   * @throws IllegalStateException saying what is wrong with the file
   */
  FirewallPlan plan() {
    try {
      return FirewallFile.read(file);
    } catch (NoSuchFileException e) {
      throw new IllegalStateException("there is no " + file + " (docs/firewall.md)", e);
    } catch (IOException e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** The partners as the node reads them; nothing is fetched. */
  PartnerDirectory partners() {
    return new PartnerDirectory(
        Path.of(settings.get("master.partners-folder")),
        TrustDomain.parse(settings.get("node.trust-domain")),
        new GuardedFetch(FetchSettings.of(Set.of())),
        Clock.systemUTC());
  }

  Optional<Path> folder(String setting) {
    return settings.find(setting).map(Path::of).filter(Files::isDirectory);
  }

  Path databases() {
    return home.resolve("domain/databases.properties");
  }
}
