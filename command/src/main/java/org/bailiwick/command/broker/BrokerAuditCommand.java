package org.bailiwick.command.broker;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code broker audit}: the last rows of the broker's audit log, and whether its chain holds. */
@Command(
    name = "audit",
    description =
        "Prints the last rows of the broker's audit log as JSON lines, and verifies the whole chain;"
            + " exit code 1 if it is broken.")
final class BrokerAuditCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private SettingsOption settings;

  @Option(names = "--rows", defaultValue = "100", description = "Number of rows (100).")
  private int rows;

  @Override
  public Integer call() {
    PrintWriter out = spec.commandLine().getOut();
    return settings.withStore(
        store -> {
          store.lastRows(Math.min(Math.max(rows, 0), 100_000)).forEach(out::println);
          return store
              .firstBreak()
              .map(
                  row -> {
                    spec.commandLine().getErr().println("BROKEN: row " + row + " does not fit");
                    return 1;
                  })
              .orElse(0);
        });
  }
}
