package org.bailiwick.command.broker;

import java.io.PrintWriter;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bailiwick.broker.store.BrokerStore;
import org.bailiwick.node.audit.HeadStatement.Gap;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code broker audit}: the last rows of the broker's audit log, and whether it is complete. */
@Command(
    name = "audit",
    description =
        "Prints the last rows of the broker's audit log as JSON lines, and verifies the whole chain;"
            + " exit code 1 if it is broken.")
final class BrokerAuditCommand implements Callable<Integer> {
  private static final int MOST_ROWS = 100_000;

  @Spec private CommandSpec spec;
  @Mixin private SettingsOption settings;

  @Option(names = "--rows", defaultValue = "100", description = "Number of rows (100).")
  private int rows;

  @Override
  public Integer call() {
    return settings.withStore(this::print);
  }

  private int print(BrokerStore store) {
    store.lastRows(Math.min(Math.max(rows, 0), MOST_ROWS)).forEach(out()::println);
    Optional<Long> broken = store.firstBreak();
    broken.ifPresent(
        row -> spec.commandLine().getErr().println("BROKEN: row " + row + " does not fit"));
    return broken.isPresent() ? 1 : 0;
  }

  @Command(
      name = "verify",
      description = {
        "Recomputes the chain of the broker's audit log and checks its signed heads, whose key is in"
            + " the token.",
        "Exit code 1 if one is wrong; the output names the first."
      })
  int verify(
      @Mixin SettingsOption given,
      @Option(
              names = "--audit-key",
              paramLabel = "THUMBPRINT",
              description = "RFC 7638 thumbprint that the audit key must have, as noted before.")
          String thumbprint) {
    return given.withRecords(
        records -> records.verify(Optional.ofNullable(thumbprint), out()) ? 0 : 1);
  }

  @Command(
      name = "accept-gap",
      description =
          "Accepts that rows of the audit log are lost or changed, while the broker is stopped; the"
              + " file of signed heads keeps this for good.")
  int acceptGap(
      @Mixin SettingsOption given,
      @Option(
              names = "--reason",
              required = true,
              paramLabel = "TEXT",
              description = "Why, for later readers.")
          String reason) {
    Gap gap = given.withRecords(records -> records.acceptGap(reason));
    out().printf("gap accepted: rows %d to %d%n", gap.lostFrom(), gap.lostTo());
    return 0;
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }
}
