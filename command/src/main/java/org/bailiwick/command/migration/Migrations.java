package org.bailiwick.command.migration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * The numbered files of one folder per database, forward only; and, where a runtime role is named,
 * its grants, which are given anew whenever their file or the role's name has changed.
 */
record Migrations(Path sql) {
  private static final String GRANTS = "postgresql";
  private static final String RUNTIME_USER = "runtime-user";

  /** Held here because the JDK forgets the level of a logger that nobody holds. */
  private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

  static {
    FLYWAY.setLevel(Level.WARNING);
  }

  /** Number of migrations that were applied; a changed or missing earlier one fails. */
  int apply(Database database) {
    FluentConfiguration flyway =
        Flyway.configure()
            .dataSource(database.url(), database.user(), database.password())
            .failOnMissingLocations(true)
            .validateMigrationNaming(true)
            .cleanDisabled(true)
            .locations(folder(sql.resolve(database.name())));
    database.runtimeUser().ifPresent(role -> addGrants(flyway, database.name(), role));
    return flyway.load().migrate().migrationsExecuted;
  }

  private void addGrants(FluentConfiguration flyway, String name, String role) {
    flyway
        .locations(folder(sql.resolve(name)), folder(sql.resolve(GRANTS).resolve(name)))
        .placeholders(Map.of(RUNTIME_USER, role));
  }

  private static String folder(Path path) {
    if (!Files.isDirectory(path)) {
      throw new IllegalArgumentException("No migrations in " + path);
    }
    return "filesystem:" + path;
  }
}
