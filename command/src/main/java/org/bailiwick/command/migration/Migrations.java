package org.bailiwick.command.migration;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.flywaydb.core.Flyway;

/** The numbered files of one folder per database, forward only. */
record Migrations(Path sql) {
  /** Held here because the JDK forgets the level of a logger that nobody holds. */
  private static final Logger FLYWAY = Logger.getLogger("org.flywaydb");

  static {
    FLYWAY.setLevel(Level.WARNING);
  }

  /** Number of migrations that were applied; a changed or missing earlier one fails. */
  int apply(Database database) {
    Path folder = sql.resolve(database.name());
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException("No migrations in " + folder);
    }
    return Flyway.configure()
        .dataSource(database.url(), database.user(), database.password())
        .locations("filesystem:" + folder)
        .failOnMissingLocations(true)
        .validateMigrationNaming(true)
        .cleanDisabled(true)
        .load()
        .migrate()
        .migrationsExecuted;
  }
}
