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
 * its grants and those of the archive role, which are given anew whenever their file or a role's
 * name has changed.
 */
record Migrations(Path sql) {
  private static final String GRANTS = "postgresql";
  private static final String RUNTIME_USER = "runtime-user";
  private static final String ARCHIVE_USER = "archive-user";

  /** PostgreSQL lets no role have this name, but stand in a statement that is never run. */
  private static final String NO_ROLE = "pg_no_role";

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
    database.runtimeUser().ifPresent(role -> addGrants(flyway, database, role));
    return flyway.load().migrate().migrationsExecuted;
  }

  private void addGrants(FluentConfiguration flyway, Database database, String role) {
    String name = database.name();
    flyway
        .locations(folder(sql.resolve(name)), folder(sql.resolve(GRANTS).resolve(name)))
        .placeholders(
            Map.of(RUNTIME_USER, role, ARCHIVE_USER, database.archiveUser().orElse(NO_ROLE)));
  }

  private static String folder(Path path) {
    if (!Files.isDirectory(path)) {
      throw new IllegalArgumentException("No migrations in " + path);
    }
    return "filesystem:" + path;
  }
}
