package org.bailiwick.command.operator;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ca schedule}: revocations by trigger that are due later. */
@Command(
    name = "schedule",
    mixinStandardHelpOptions = true,
    subcommands = {
      ScheduleCommand.Add.class,
      ScheduleCommand.Listing.class,
      ScheduleCommand.Cancel.class
    },
    description = "Revocations by trigger that are due later.")
final class ScheduleCommand {
  private static final String PATH = "/v1/revocation-schedules";

  /** {@code ca schedule add}. */
  @Command(
      name = "add",
      mixinStandardHelpOptions = true,
      description =
          "Has all that the trigger's policy reaches at that time revoked then; also when the"
              + " authority was down at that time, at its next start.")
  static final class Add implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private OperatorOptions operator;

    @Option(names = "--trigger", required = true, description = "As of ca revoke.")
    private String trigger;

    @Option(names = "--subject", required = true, description = "As of ca revoke.")
    private String subject;

    @Option(
        names = "--at",
        required = true,
        paramLabel = "TIME",
        description = "UTC, for example 2027-01-31T12:00:00Z.")
    private String at;

    @Option(names = "--comment", description = "Kept in the audit log.")
    private String comment;

    @Override
    public Integer call() {
      JsonObjectBuilder body =
          Json.createObjectBuilder()
              .add("trigger", trigger)
              .add("subject", subject)
              .add("at", Instant.parse(at).toString());
      if (comment != null) {
        body.add("comment", comment);
      }
      return JsonAnswer.print(spec, operator.connect("officer-1").post(PATH, body.build()));
    }
  }

  /** {@code ca schedule list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists what is pending, the first due first.")
  static final class Listing implements Callable<Integer> {
    @Spec private CommandSpec spec;
    @Mixin private OperatorOptions operator;

    @Option(
        names = "--ended",
        description = "What was executed, refused or cancelled instead, the latest first.")
    private boolean ended;

    @Override
    public Integer call() {
      return JsonAnswer.print(spec, operator.connect("officer-1").get(PATH + "?ended=" + ended));
    }
  }

  /** {@code ca schedule cancel}. */
  @Command(
      name = "cancel",
      mixinStandardHelpOptions = true,
      description = "Has a pending schedule not executed.")
  static final class Cancel implements Callable<Integer> {
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
