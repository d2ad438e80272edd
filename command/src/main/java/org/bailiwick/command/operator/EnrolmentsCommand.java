package org.bailiwick.command.operator;

import jakarta.json.JsonValue;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ca enrolments}: enrolments that officers have to approve. */
@Command(
    name = "enrolments",
    mixinStandardHelpOptions = true,
    subcommands = {
      EnrolmentsCommand.Listing.class,
      EnrolmentsCommand.Approve.class,
      EnrolmentsCommand.Reject.class
    },
    description = "Enrolments whose profile asks for officers to approve them.")
final class EnrolmentsCommand {
  private static final String PATH = "/v1/waiting-enrolments";

  /** {@code ca enrolments list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists those that have not ended, the oldest first.")
  static final class Listing implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private OperatorOptions operator;

    @Override
    public Integer call() {
      return JsonAnswer.print(spec, operator.connect("officer-1").get(PATH));
    }
  }

  /** {@code ca enrolments approve}. */
  @Command(
      name = "approve",
      mixinStandardHelpOptions = true,
      description = "Agrees; the second officer must be another one (see --as).")
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
              .connect("officer-1")
              .post(PATH + "/" + id + "/approval", JsonValue.EMPTY_JSON_OBJECT));
    }
  }

  /** {@code ca enrolments reject}. */
  @Command(
      name = "reject",
      mixinStandardHelpOptions = true,
      description = "Ends it without a credential.")
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
