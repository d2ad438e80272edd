package org.bailiwick.command.operator;

import jakarta.json.Json;
import java.util.UUID;
import org.bailiwick.command.home.OperatorJson;
import org.bailiwick.command.home.OperatorOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code ca frozen}: names that two parties seem to hold. */
@Command(
    name = "frozen",
    description = "Names that two parties seem to hold; nothing is issued under them.")
final class FrozenCommand {
  private static final String PATH = "/v1/frozen-identities";

  @Spec private CommandSpec spec;

  @Command(description = "Lists frozen names, the oldest first.")
  int list(@Mixin OperatorOptions officer) {
    return OperatorJson.print(spec, officer.connect("officer-1").get(PATH));
  }

  @Command(description = "Releases the name, so that credentials are issued under it again.")
  int release(
      @Mixin OperatorOptions officer,
      @Parameters(paramLabel = "ID", description = "The id that list shows.") UUID id,
      @Option(
              names = "--circumstances",
              required = true,
              description = "Reason, kept with the release.")
          String circumstances) {
    officer
        .connect("officer-1")
        .post(
            PATH + "/" + id + "/release",
            Json.createObjectBuilder().add("circumstances", circumstances).build());
    return 0;
  }
}
