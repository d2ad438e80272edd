package org.bailiwick.command.operator;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

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
  static final class Add extends OfficerCommand {
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
    JsonObject ask() {
      JsonObjectBuilder body =
          Json.createObjectBuilder()
              .add("trigger", trigger)
              .add("subject", subject)
              .add("at", Instant.parse(at).toString());
      if (comment != null) {
        body.add("comment", comment);
      }
      return authority().post(PATH, body.build());
    }
  }

  /** {@code ca schedule list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists what is pending, the first due first.")
  static final class Listing extends OfficerCommand {
    @Option(
        names = "--ended",
        description = "What was executed, refused or cancelled instead, the latest first.")
    private boolean ended;

    @Override
    JsonObject ask() {
      return authority().get(PATH + "?ended=" + ended);
    }
  }

  /** {@code ca schedule cancel}. */
  @Command(
      name = "cancel",
      mixinStandardHelpOptions = true,
      description = "Has a pending schedule not executed.")
  static final class Cancel extends ListedItemCommand {
    @Override
    JsonObject ask() {
      return authority().delete(of(PATH));
    }
  }
}
