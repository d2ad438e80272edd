package org.bailiwick.command.home;

import java.io.IOException;
import java.io.Reader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;

/**
 * The components of a trust domain that write an audit log, and how an operator reaches each. One
 * server may hold them all, and is then the node {@code authority}.
 */
public enum Component {
  AUTHORITY("authority", "aca.base-url"),
  REGISTRY("domain", "ars.base-url"),
  MASTER("domain", "master.base-url");

  private final String folder;
  private final String url;

  Component(String folder, String url) {
    this.folder = folder;
    this.url = url;
  }

  /** As it is written in options and output. */
  public String token() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Names of the nodes that may answer for it. */
  Set<String> nodes() {
    return this == AUTHORITY ? Set.of("authority") : Set.of("domain", "authority");
  }

  /**
   * Its URL, by the settings of its node in this home.
   *
   * @throws IllegalStateException when the home has no such node
   */
  URI baseUrl(Path home) {
    Path file = home.resolve(folder).resolve("bailiwick.properties");
    Properties settings = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      settings.load(in);
    } catch (IOException e) {
      throw new IllegalStateException(
          "This home has no node for the component %s: %s can't be read".formatted(token(), file),
          e);
    }
    String found = settings.getProperty(url);
    if (found == null) {
      throw new IllegalStateException(file + " does not say " + url);
    }
    return URI.create(found);
  }

  /** The key that signs first where its log stands, as the first ceremony's record names it. */
  public PublicKey auditKey(Path home) {
    return this == AUTHORITY ? AuditKey.of(home) : AuditKey.ofDomain(home);
  }
}
