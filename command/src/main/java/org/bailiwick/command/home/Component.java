package org.bailiwick.command.home;

import java.net.URI;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The components of a trust domain that write an audit log, and how an operator reaches each. If
 * one server runs them all, it is the node {@code authority}.
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

  /** The name of the component in options and output. */
  public String text() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The names of the nodes that may run the component. */
  Set<String> nodes() {
    return this == AUTHORITY ? Set.of("authority") : Set.of("domain", "authority");
  }

  /**
   * The component's base URL, from the settings of its node in this home.
   *
   * @throws IllegalStateException if the home has no such node
   */
  URI baseUrl(Path home) {
    return URI.create(PropertiesFile.ofNode(home, folder).get(url));
  }

  /**
   * The keys of which one was the first to sign heads of the component's log, from the first
   * ceremony's record. Each domain node has its own.
   */
  public List<PublicKey> auditKeys(Path home) {
    return this == AUTHORITY ? List.of(AuditKey.of(home)) : AuditKey.ofDomain(home);
  }
}
