package org.bailiwick.command.operator;

import jakarta.json.JsonValue;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ca proposals}: revocations that wait for a second officer. */
@Command(
    name = "proposals",
    mixinStandardHelpOptions = true,
    subcommands = {
      ProposalsCommand.Listing.class,
      ProposalsCommand.Approve.class,
      ProposalsCommand.Reject.class
    },
    description = "Revocations by trigger that wait for a second officer.")
final class ProposalsCommand {
  private static final String PATH = "/v1/revocation-proposals";

  /** {@code ca proposals list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists those of the last seven days, the oldest first.")
  static final class Listing implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private OperatorOptions operator;

    @Override
    public Integer call() {
      return JsonAnswer.print(spec, operator.connect("officer-1").get(PATH));
    }
  }

  /** {@code ca proposals approve}. */
  @Command(
      name = "approve",
      mixinStandardHelpOptions = true,
      description = "Has it executed now; not for the officer who proposed it (see --as).")
  static final class Approve implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private OperatorOptions operator;

    @Parameters(paramLabel = "ID", description = "As list shows it.")
    private UUID id;

    @Override
    public Integer call() {
      return JsonAnswer.print(
          spec,
          operator
              .connect("officer-2")
              .post(PATH + "/" + id + "/approval", JsonValue.EMPTY_JSON_OBJECT));
    }
  }

  /** {@code ca proposals reject}. */
  @Command(
      name = "reject",
      mixinStandardHelpOptions = true,
      description = "Has it not executed; the officer who proposed it may, too.")
  static final class Reject implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private OperatorOptions operator;

    @Parameters(paramLabel = "ID", description = "As list shows it.")
    private UUID id;

    @Override
    public Integer call() {
      return JsonAnswer.print(spec, operator.connect("officer-1").delete(PATH + "/" + id));
    }
  }
}
