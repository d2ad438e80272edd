package org.bailiwick.command.operator;

import jakarta.json.JsonValue;
import java.util.UUID;
import org.bailiwick.command.home.OperatorJson;
import org.bailiwick.command.home.OperatorOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ca enrolments}: enrolments that officers have to approve. */
@Command(
    name = "enrolments",
    description = "Enrolments whose profile requires the approval of officers.")
final class EnrolmentsCommand {
  private static final String PATH = "/v1/waiting-enrolments";

  @Spec private CommandSpec spec;

  @Command(description = "Lists waiting enrolments, the oldest first.")
  int list(@Mixin OperatorOptions officer) {
    return OperatorJson.print(spec, officer.connect("officer-1").get(PATH));
  }

  @Command(
      description = "Approves an enrolment; the second officer must be another one (see --as).")
  int approve(
      @Mixin OperatorOptions officer,
      @Parameters(paramLabel = "ID", description = "The id that list shows.") UUID id) {
    String path = PATH + "/" + id + "/approval";
    return OperatorJson.print(
        spec, officer.connect("officer-1").post(path, JsonValue.EMPTY_JSON_OBJECT));
  }

  @Command(description = "Ends an enrolment without a credential.")
  int reject(
      @Mixin OperatorOptions officer,
      @Parameters(paramLabel = "ID", description = "The id that list shows.") UUID id) {
    return OperatorJson.print(spec, officer.connect("officer-1").delete(PATH + "/" + id));
  }
}
