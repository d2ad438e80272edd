package org.bailiwick.command.home;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.command.archive.ArchiveCutoffs;
import org.bailiwick.node.settings.Settings;

/** The settings of an authority in a home, for callers of it and readers of its files. */
public record AuthorityHome(Path home, Properties settings) {

  public static AuthorityHome read(Path home) {
    Path file = home.resolve("authority/bailiwick.properties");
    Properties settings = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      settings.load(in);
      return new AuthorityHome(home, settings);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read the authority's settings: " + file, e);
    }
  }

  public String trustDomain() {
    return setting("node.trust-domain");
  }

  public String auditChain() {
    return setting("node.name") + "/aca";
  }

  public Path auditHeadsFile() {
    return Path.of(setting("aca.audit-heads-file"));
  }

  /** The retention of records, by the settings of the node. */
  public ArchiveCutoffs.Retention retention() {
    Settings read = Settings.from(name -> Optional.ofNullable(settings.getProperty(name)));
    AcaSettings.Retention retention = AcaSettings.Retention.read(read);
    read.done();
    return new ArchiveCutoffs.Retention(retention.audit(), retention.credentials());
  }

  public Path hsmConfiguration() {
    return Path.of(setting("aca.hsm.configuration"));
  }

  public Path hsmPinFile() {
    return Path.of(setting("aca.hsm.pin-file"));
  }

  /** The configuration of a second token, to which keys move. */
  public Optional<Path> nextHsmConfiguration() {
    return Optional.ofNullable(settings.getProperty("aca.hsm.next.configuration")).map(Path::of);
  }

  public Path nextHsmPinFile() {
    return Path.of(setting("aca.hsm.next.pin-file"));
  }

  private String setting(String name) {
    String value = settings.getProperty(name);
    if (value == null) {
      throw new IllegalStateException(
          home.resolve("authority/bailiwick.properties") + " does not say " + name);
    }
    return value;
  }
}
