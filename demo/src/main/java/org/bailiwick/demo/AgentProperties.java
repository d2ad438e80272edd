package org.bailiwick.demo;

import java.io.IOException;
import java.io.Reader;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.work.RuntimeSettings;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.Locator;

/**
 * An agent's settings from its properties file, and values that are computed from them. One
 * exception names all missing settings.
 */
final class AgentProperties {
  private static final List<String> REQUIRED =
      List.of(
          "folder",
          "authority.url",
          "authority.plain-url",
          "authority.root-fingerprint",
          "master.url");

  private final Properties properties;
  private final CredentialFolder folder;
  private final TrustedAuthority trusted;

  /** Lets tests pass the trust anchors. */
  AgentProperties(Properties properties, TrustedAuthority trusted) {
    this.properties = properties;
    this.folder = CredentialFolder.at(Path.of(properties.getProperty("folder")));
    this.trusted = trusted;
  }

  static AgentProperties read(Path file) throws IOException {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    }
    List<String> missing =
        REQUIRED.stream().filter(key -> properties.getProperty(key, "").isBlank()).toList();
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException(file + " lacks " + String.join(", ", missing));
    }
    TrustedAuthority trusted =
        TrustedAuthority.fetch(
            URI.create(properties.getProperty("authority.plain-url")),
            properties.getProperty("authority.root-fingerprint"),
            URI.create(properties.getProperty("authority.url")));
    return new AgentProperties(properties, trusted);
  }

  CredentialFolder folder() {
    return folder;
  }

  TrustedAuthority trusted() {
    return trusted;
  }

  AgentId self() {
    return folder.credential().agent();
  }

  Locator locator() {
    return folder.credential().information().locator();
  }

  URI master() {
    return URI.create(properties.getProperty("master.url"));
  }

  URI registry() {
    return URI.create(required("registry.url"));
  }

  Path database() {
    return Path.of(required("database"));
  }

  private String required(String key) {
    return Stream.ofNullable(properties.getProperty(key))
        .filter(value -> !value.isBlank())
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("this agent needs the property " + key));
  }

  /** The runtime's settings. It listens at {@code listen} or, without it, at the locator. */
  RuntimeSettings runtime() {
    String text = properties.getProperty("listen", locator().uri().getAuthority());
    int colon = text.lastIndexOf(':');
    InetSocketAddress listen =
        new InetSocketAddress(
            text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    return new RuntimeSettings(folder, trusted, listen, master());
  }
}
