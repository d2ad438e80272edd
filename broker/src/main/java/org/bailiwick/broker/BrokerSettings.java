package org.bailiwick.broker;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import org.bailiwick.broker.store.DatabaseLogin;
import org.bailiwick.broker.watch.WatchSettings;
import org.bailiwick.node.hsm.Pkcs11Settings;

/**
 * The settings of a broker, from its properties file. Relative paths begin at the file's folder.
 *
 * @param master the Master Agent's URI
 * @param registry the registry's URI, if the broker registers itself at its start
 * @param listen where it listens; its locator's place if there is none
 * @param assets the folder of asset files
 * @param keep how long answers and ended leases are kept
 * @param watch where the signed heads of the audit log are, and where health is asked for
 */
public record BrokerSettings(
    URI master,
    Optional<URI> registry,
    Optional<InetSocketAddress> listen,
    Path assets,
    DatabaseLogin database,
    Pkcs11Settings token,
    Duration keep,
    WatchSettings watch) {
  private static final Set<String> KNOWN =
      Set.of(
          "master.url",
          "registry.url",
          "listen",
          "assets",
          "database.url",
          "database.user",
          "database.password-file",
          "hsm.configuration",
          "hsm.pin-file",
          "keep",
          "audit.heads-file",
          "health.listen");
  private static final String HEADS = "audit/heads.jws";
  private static final int SESSIONS = 8;
  private static final Duration KEEP = Duration.ofDays(30);
  private static final Duration SHORTEST_KEEP = Duration.ofDays(1);

  /**
   * Reads the file.
   *
   * @throws IllegalArgumentException naming every fault of the file
   */
  public static BrokerSettings read(Path file) {
    Properties properties = new Properties();
    try (Reader reader = Files.newBufferedReader(file)) {
      properties.load(reader);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
    return new File(file, properties).settings();
  }

  /** The file, and the faults that were found so far. */
  private static final class File {
    private final Path folder;
    private final String place;
    private final Properties properties;
    private final List<String> faults = new ArrayList<>();

    File(Path file, Properties properties) {
      this.folder = file.toAbsolutePath().getParent();
      this.place = file.toString();
      this.properties = properties;
    }

    BrokerSettings settings() {
      Set<String> unknown = new TreeSet<>(properties.stringPropertyNames());
      unknown.removeAll(KNOWN);
      unknown.forEach(name -> faults.add(name + " is not known"));
      URI master = https("master.url", required("master.url"));
      Optional<URI> registry = text("registry.url").map(url -> https("registry.url", url));
      Optional<InetSocketAddress> listen = text("listen").map(at -> address("listen", at));
      Path assets = path(required("assets"));
      DatabaseLogin database =
          new DatabaseLogin(
              required("database.url"),
              text("database.user").orElse(""),
              text("database.password-file").map(this::path));
      Path configuration = path(required("hsm.configuration"));
      Optional<Path> pin = Optional.of(path(required("hsm.pin-file")));
      Duration keep = text("keep").map(this::keep).orElse(KEEP);
      WatchSettings watch = watch();
      if (!faults.isEmpty()) {
        throw new IllegalArgumentException(place + ": " + String.join("; ", faults));
      }
      Pkcs11Settings token =
          new Pkcs11Settings(
              configuration, pin, SESSIONS, Duration.ofSeconds(2), Duration.ofSeconds(5));
      return new BrokerSettings(master, registry, listen, assets, database, token, keep, watch);
    }

    private WatchSettings watch() {
      Optional<InetSocketAddress> health =
          text("health.listen").map(at -> address("health.listen", at));
      if (health.filter(at -> at.getAddress() == null).isPresent()
          || health.filter(at -> !at.getAddress().isLoopbackAddress()).isPresent()) {
        faults.add("health.listen is not an address of the loopback interface");
      }
      return new WatchSettings(path(text("audit.heads-file").orElse(HEADS)), health);
    }

    private Optional<String> text(String name) {
      return Optional.ofNullable(properties.getProperty(name))
          .map(String::strip)
          .filter(text -> !text.isEmpty());
    }

    private String required(String name) {
      return text(name)
          .orElseGet(
              () -> {
                faults.add(name + " is missing");
                return "";
              });
    }

    private Path path(String text) {
      return folder.resolve(text);
    }

    private URI https(String name, String text) {
      try {
        URI url = URI.create(text);
        if (!text.isEmpty() && !"https".equals(url.getScheme())) {
          faults.add(name + " is not an https URL");
        }
        return url;
      } catch (IllegalArgumentException e) {
        faults.add(name + " is not a URL");
        return URI.create("");
      }
    }

    private InetSocketAddress address(String name, String text) {
      int colon = text.lastIndexOf(':');
      try {
        if (colon > 0) {
          return new InetSocketAddress(
              text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
        }
      } catch (IllegalArgumentException ignored) {
        // a fault as below
      }
      faults.add(name + " is not HOST:PORT");
      return new InetSocketAddress(0);
    }

    private Duration keep(String text) {
      try {
        Duration keep = Duration.parse(text);
        if (keep.compareTo(SHORTEST_KEEP) >= 0) {
          return keep;
        }
      } catch (DateTimeException ignored) {
        // a fault as below
      }
      faults.add("keep is not a duration of one day or longer, as P30D");
      return KEEP;
    }
  }
}
