package org.bailiwick.command.migration;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Where a schema is and who owns it; the password is read from its file when it is needed. {@code
 * runtimeUser} is the role that a node works as, on PostgreSQL; H2 has one user and no rights.
 */
public record Database(
    String name,
    String url,
    String user,
    Optional<Path> passwordFile,
    Optional<String> runtimeUser) {
  private static final String URL = ".url";
  private static final String POSTGRESQL = "jdbc:postgresql:";
  private static final Pattern ROLE = Pattern.compile("[a-z_][a-z0-9_]{0,62}");
  private static final Set<String> COMPONENTS = Set.of("aca", "ars", "master");

  public Database {
    runtimeUser.ifPresent(role -> requireRole(name, url, role));
  }

  private static void requireRole(String name, String url, String role) {
    if (!url.startsWith(POSTGRESQL)) {
      throw new IllegalArgumentException(name + ".runtime-user is for PostgreSQL, not for " + url);
    }
    if (!ROLE.matcher(role).matches()) {
      throw new IllegalArgumentException(name + ".runtime-user is not a plain role name: " + role);
    }
  }

  /** The databases that a properties file lists, by name. */
  public static List<Database> listed(Path file) {
    Properties found = new Properties();
    try (Reader in = Files.newBufferedReader(file)) {
      found.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
    List<Database> databases =
        found.stringPropertyNames().stream()
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

  private static Database of(String name, Properties from) {
    if (!COMPONENTS.contains(name)) {
      throw new IllegalArgumentException("No such database: " + name + "; one of " + COMPONENTS);
    }
    return new Database(
        name,
        from.getProperty(name + URL),
        from.getProperty(name + ".user", ""),
        Optional.ofNullable(from.getProperty(name + ".password-file")).map(Path::of),
        Optional.ofNullable(from.getProperty(name + ".runtime-user")));
  }

  /** Empty when there is no password file. */
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
