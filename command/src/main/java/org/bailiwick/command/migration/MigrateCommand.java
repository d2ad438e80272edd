package org.bailiwick.command.migration;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code migrate}: applies the missing migrations and prints their number. */
@Command(
    name = "migrate",
    description = "Brings the schemas of databases up to date; it can be repeated.")
public final class MigrateCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--sql",
      required = true,
      description = "Folder with one folder of migrations per database.")
  private Path sql;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "Properties: NAME.url, NAME.user, NAME.password-file; NAME is aca, ars, master or broker.")
  private List<Path> files;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    for (Path file : files) {
      for (Database database : Database.listed(file)) {
        database.renewed().ifPresent(out::println);
        int applied = new Migrations(sql).apply(database);
        out.printf(
            "Database %s: %s%n",
            database.name(), applied == 0 ? "up to date" : applied + " migration(s) applied");
      }
    }
    return 0;
  }
}
