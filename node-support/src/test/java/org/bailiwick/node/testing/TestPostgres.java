package org.bailiwick.node.testing;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.Properties;

/**
 * A PostgreSQL server that tests may fill and empty: {@code -Dpostgres=FILE} names its
 * databases.properties, as {@code launcher/test/postgresql.sh} leaves it, with a database, an owner
 * and a runtime role for each component.
 */
public final class TestPostgres {
  /** The system property. */
  public static final String PROPERTY = "postgres";

  private final Properties databases = new Properties();

  private TestPostgres(Path file) {
    try (Reader in = Files.newBufferedReader(file)) {
      databases.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The server of this run, if it has one. */
  public static Optional<TestPostgres> given() {
    String file = System.getProperty(PROPERTY, "");
    return file.isEmpty() ? Optional.empty() : Optional.of(new TestPostgres(Path.of(file)));
  }

  /** What the list says of a component: {@code url}, {@code user}, {@code runtime-user}, … */
  public String setting(String component, String key) {
    return databases.getProperty(component + "." + key);
  }

  /** A URL that logs in as the owner role. */
  public String ownerUrl(String component) {
    return url(component, "user", "password-file");
  }

  /** A URL that logs in as a node does. */
  public String runtimeUrl(String component) {
    return url(component, "runtime-user", "runtime-password-file");
  }

  /** A URL that logs in as what removes expired records of the authority. */
  public String archiveUrl() {
    return url("aca", "archive-user", "archive-password-file");
  }

  private String url(String component, String user, String passwordFile) {
    try {
      return setting(component, "url")
          + "?user="
          + setting(component, user)
          + "&password="
          + Files.readString(Path.of(setting(component, passwordFile))).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Takes everything out of a component's database. */
  public void empty(String component) {
    run(component, "drop schema public cascade; create schema public");
  }

  /** Runs SQL as the owner role. */
  public void run(String component, String sql) {
    try (Connection connection = DriverManager.getConnection(ownerUrl(component));
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Gives the runtime role what {@code sql/postgresql} says, as {@code migrate} does. */
  public void grant(String component) {
    try {
      run(
          component,
          Files.readString(Path.of("..", "sql", "postgresql", component, "R__grants.sql"))
              .replace("${runtime-user}", setting(component, "runtime-user"))
              .replace(
                  "${archive-user}",
                  component.equals("aca") ? setting(component, "archive-user") : "none")
              .replace("${flyway:database}", component)
              .replace("${flyway:defaultSchema}", "public"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
