package org.bailiwick.command.home;

import java.nio.file.Path;
import java.util.Optional;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.command.archive.ArchiveCutoffs;
import org.bailiwick.node.settings.Settings;

/** The settings of the authority of a home. */
public record AuthorityHome(Path home, PropertiesFile settings) {

  public static AuthorityHome read(Path home) {
    return new AuthorityHome(home, PropertiesFile.ofNode(home, "authority"));
  }

  public String trustDomain() {
    return settings.get("node.trust-domain");
  }

  public String auditChain() {
    return settings.get("node.name") + "/aca";
  }

  public Path auditHeadsFile() {
    return Path.of(settings.get("aca.audit-heads-file"));
  }

  /** The retention of records, by the settings of the node. */
  public ArchiveCutoffs.Retention retention() {
    Settings read = Settings.from(settings::find);
    AcaSettings.Retention retention = AcaSettings.Retention.read(read);
    read.done();
    return new ArchiveCutoffs.Retention(retention.audit(), retention.credentials());
  }

  public Path hsmConfiguration() {
    return Path.of(settings.get("aca.hsm.configuration"));
  }

  public Path hsmPinFile() {
    return Path.of(settings.get("aca.hsm.pin-file"));
  }

  /** The configuration of a second token, to which keys move. */
  public Optional<Path> nextHsmConfiguration() {
    return settings.find("aca.hsm.next.configuration").map(Path::of);
  }

  public Path nextHsmPinFile() {
    return Path.of(settings.get("aca.hsm.next.pin-file"));
  }
}
