package org.bailiwick.command.operator;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.UUID;
import org.bailiwick.command.home.OperatorJson;
import org.bailiwick.command.home.OperatorOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ca schedule}: revocations by trigger that are due later. */
@Command(
    name = "schedule",
    subcommands = ScheduleCommand.Add.class,
    description = "Revocations by trigger that are due later.")
final class ScheduleCommand {
  private static final String PATH = "/v1/revocation-schedules";

  @Spec private CommandSpec spec;

  /** {@code ca schedule add}. */
  @Command(
      name = "add",
      description =
          "Schedules the revocation of all credentials that the trigger's policy reaches at that"
              + " time. An authority that is down at that time revokes them at its next start.")
  static final class Add extends OfficerCommand {
    @Option(names = "--trigger", required = true, description = "As for ca revoke.")
    private String trigger;

    @Option(names = "--subject", required = true, description = "As for ca revoke.")
    private String subject;

    @Option(
        names = "--at",
        required = true,
        paramLabel = "TIME",
        description = "UTC, for example 2027-01-31T12:00:00Z.")
    private String at;

    @Option(names = "--comment", description = "Comment for the audit log.")
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

  @Command(description = "Lists the pending schedules in the order of their times.")
  int list(
      @Mixin OperatorOptions officer,
      @Option(
              names = "--ended",
              description =
                  "List those that were executed, refused or cancelled instead, the latest first.")
          boolean ended) {
    return OperatorJson.print(spec, officer.connect("officer-1").get(PATH + "?ended=" + ended));
  }

  @Command(description = "Cancels a pending schedule.")
  int cancel(
      @Mixin OperatorOptions officer,
      @Parameters(paramLabel = "ID", description = "The id that list shows.") UUID id) {
    return OperatorJson.print(spec, officer.connect("officer-1").delete(PATH + "/" + id));
  }
}
