package org.bailiwick.command.enrolment;

import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.command.home.PropertiesFile;
import picocli.CommandLine.Option;

/**
 * Options that name the trust domain. With a home, options that are not given are read from its
 * settings; without it, the addresses and the pinned fingerprint must be given.
 */
public final class DomainOptions {
  @Option(
      names = "--home",
      defaultValue = "${env:BAILIWICK_HOME}",
      description = "Home of the nodes (BAILIWICK_HOME), for options not given.")
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

  /** The home, if one is given. */
  Optional<Path> home() {
    return Optional.ofNullable(home);
  }

  public TrustedAuthority trusted() {
    String pinned =
        rootFingerprint == null ? setting("authority", "node.root-fingerprint") : rootFingerprint;
    return TrustedAuthority.fetch(plain(), pinned, authority());
  }

  /** Where the authority publishes issuers, CRLs and OCSP over plain HTTP. */
  public URI plain() {
    return plain == null ? URI.create(setting("authority", "aca.plain-base-url")) : plain;
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
          "Give --authority, --plain, --root-fingerprint and the URL that the command calls, or --home");
    }
    return PropertiesFile.ofNode(home, node).get(key);
  }
}
