package org.bailiwick.command.migration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.logging.Logger;
import java.util.regex.Pattern;
import org.bailiwick.command.home.PropertiesFile;

/**
 * The database of a component and its owner; passwords are read from their files when they are
 * needed. On PostgreSQL {@code runtimeUser} is the role of the nodes and {@code archiveUser} the
 * role that removes archived records; H2 has one user and no roles.
 */
public record Database(
    String name,
    String url,
    String user,
    Optional<Path> passwordFile,
    Optional<String> runtimeUser,
    Optional<String> archiveUser,
    Optional<Path> archivePasswordFile) {
  private static final Logger LOG = Logger.getLogger(Database.class.getName());
  private static final String URL = ".url";
  private static final String POSTGRESQL = "jdbc:postgresql:";
  private static final Pattern ROLE = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
  private static final Set<String> COMPONENTS = Set.of("aca", "ars", "master", "broker");

  public Database {
    runtimeUser.ifPresent(role -> requireRole(name + ".runtime-user", url, role));
    archiveUser.ifPresent(role -> requireRole(name + ".archive-user", url, role));
  }

  /** A database with this owner and without other roles. */
  public static Database of(String name, String url, String user) {
    return new Database(
        name, url, user, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  private static void requireRole(String key, String url, String role) {
    if (!url.startsWith(POSTGRESQL)) {
      throw new IllegalArgumentException(key + " is for PostgreSQL, not for " + url);
    }
    if (!ROLE.matcher(role).matches()) {
      throw new IllegalArgumentException(key + " is not a plain role name: " + role);
    }
  }

  /** The databases that a properties file lists, by name. */
  public static List<Database> listed(Path file) {
    PropertiesFile found = PropertiesFile.read(file);
    List<Database> databases =
        found.names().stream()
            .filter(key -> key.endsWith(URL))
            .map(key -> key.substring(0, key.length() - URL.length()))
            .sorted()
            .map(name -> of(name, found))
            .toList();
    if (databases.isEmpty()) {
      throw new IllegalArgumentException("No database is listed in " + file);
    }
    return databases;
  }

  private static Database of(String name, PropertiesFile from) {
    if (!COMPONENTS.contains(name)) {
      throw new IllegalArgumentException("No such database: " + name + "; one of " + COMPONENTS);
    }
    return new Database(
        name,
        from.get(name + URL),
        from.find(name + ".user").orElse(""),
        from.find(name + ".password-file").map(Path::of),
        from.find(name + ".runtime-user"),
        from.find(name + ".archive-user"),
        from.find(name + ".archive-password-file").map(Path::of));
  }

  /** Whether the database grants rights to roles. */
  public boolean hasRoles() {
    return url.startsWith(POSTGRESQL);
  }

  /**
   * A connection that may remove archived records. It is the archive role's; on H2 it is the one
   * user's, as {@link #openAsOwner} gives it.
   *
   * @throws IllegalArgumentException if no archive role is listed
   */
  public Connection openForArchive() throws SQLException {
    if (!hasRoles()) {
      return openAsOwner();
    }
    String role = archiveUser.orElseThrow(() -> missing(name + ".archive-user"));
    Path file = archivePasswordFile.orElseThrow(() -> missing(name + ".archive-password-file"));
    return DriverManager.getConnection(url, role, firstLine(file));
  }

  /**
   * A connection of the owner, to a database that no node has open. An H2 file that a killed node
   * left is renewed first.
   */
  public Connection openAsOwner() throws SQLException {
    renewed().ifPresent(LOG::info);
    return connectTo(url);
  }

  /** Renews an H2 file that a killed node left, and returns a sentence about the kept old file. */
  Optional<String> renewed() {
    if (!H2File.isNamedBy(url)) {
      return Optional.empty();
    }
    return H2File.of(url)
        .renew(this)
        .map(
            kept ->
                "Database %s: a kill had left its file; a new one has taken its place, with all that"
                        .formatted(name)
                    + " was committed. The old one is kept: "
                    + kept);
  }

  Connection connectTo(String place) throws SQLException {
    return DriverManager.getConnection(place, user, password());
  }

  /**
   * Requires that no node on any machine uses the database.
   *
   * @param owner the owner's connection, which H2 does not give while a node has the file open
   * @throws IllegalStateException if the role of the nodes has sessions
   */
  public void requireNoNode(Connection owner) throws SQLException {
    if (runtimeUser.isEmpty()) {
      return;
    }
    try (PreparedStatement query =
        owner.prepareStatement(
            "select count(*) from pg_stat_activity"
                + " where datname = current_database() and usename = ?")) {
      query.setString(1, runtimeUser.get());
      try (ResultSet row = query.executeQuery()) {
        row.next();
        if (row.getLong(1) > 0) {
          throw new IllegalStateException(
              "A node works with " + url + ", perhaps on another machine; stop it first");
        }
      }
    }
  }

  private static IllegalArgumentException missing(String key) {
    return new IllegalArgumentException(
        "databases.properties does not say "
            + key
            + "; how to make the role, once: sql/README.md, The archive role");
  }

  /** The owner's password; empty if there is no password file. */
  public String password() {
    return passwordFile.map(Database::firstLine).orElse("");
  }

  private static String firstLine(Path file) {
    try {
      return Files.readString(file).lines().findFirst().orElse("");
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }
}
