package org.bailiwick.command.enrolment;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.bailiwick.client.credential.TrustedAuthority;
import picocli.CommandLine.Option;

/**
 * Which trust domain to talk to. On a machine that has a home of the nodes everything is read from
 * there; elsewhere the addresses and the pinned fingerprint are given.
 */
public final class DomainOptions {
  @Option(
      names = "--home",
      defaultValue = "${env:BAILIWICK_HOME}",
      description = "State folder of the nodes (BAILIWICK_HOME), for what is not given.")
  private Path home;

  @Option(names = "--authority", description = "Base URL of the ACA, https.")
  private URI authority;

  @Option(names = "--plain", description = "Base URL of the ACA's issuers and CRL, http.")
  private URI plain;

  @Option(names = "--root-fingerprint", description = "SHA-256 of the root certificate, hex.")
  private String rootFingerprint;

  @Option(names = "--registry", description = "Base URL of the ARS.")
  private URI registry;

  @Option(names = "--master", description = "Base URL of the Master Agent.")
  private URI master;

  /** The home, if there is one and something was read from it. */
  Optional<Path> home() {
    return Optional.ofNullable(home);
  }

  public TrustedAuthority trusted() {
    String pinned =
        rootFingerprint == null ? setting("authority", "node.root-fingerprint") : rootFingerprint;
    URI open = plain == null ? URI.create(setting("authority", "aca.plain-base-url")) : plain;
    return TrustedAuthority.fetch(open, pinned, authority());
  }

  public URI authority() {
    return authority == null ? URI.create(setting("authority", "aca.base-url")) : authority;
  }

  public URI registry() {
    return registry == null ? URI.create(setting("domain", "ars.base-url")) : registry;
  }

  public URI master() {
    return master == null ? URI.create(setting("domain", "master.base-url")) : master;
  }

  private String setting(String node, String key) {
    if (home == null) {
      throw new IllegalArgumentException(
          "Give --authority, --plain, --root-fingerprint and what the verb calls, or set BAILIWICK_HOME");
    }
    Path file = home.resolve(node).resolve("bailiwick.properties");
    Properties settings = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      settings.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
    String value = settings.getProperty(key);
    if (value == null) {
      throw new IllegalArgumentException(key + " is not set in " + file);
    }
    return value;
  }
}
