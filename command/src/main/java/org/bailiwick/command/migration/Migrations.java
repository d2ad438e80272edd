package org.bailiwick.command.migration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * The migrations of each database: numbered files of a folder, forward only. If a runtime role is
 * named, there are also grants for it and for the archive role, which are repeated whenever their
 * file or a role's name has changed.
 */
record Migrations(Path sql) {
  private static final String GRANTS = "postgresql";
  private static final String RUNTIME_USER = "runtime-user";
  private static final String ARCHIVE_USER = "archive-user";

  /** A name that no role of PostgreSQL can have, for grants that are not executed then. */
  private static final String NO_ROLE = "pg_no_role";

  /** A reference to the logger, without which the JDK would lose its level. */
  private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

  static {
    FLYWAY.setLevel(Level.WARNING);
  }

  /** Applies the missing migrations and returns their number; a changed earlier one is refused. */
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
