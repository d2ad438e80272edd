package org.bailiwick.command.operator;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.bailiwick.command.home.OperatorOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code ca frozen}: names that two parties seem to hold. */
@Command(
    name = "frozen",
    mixinStandardHelpOptions = true,
    subcommands = {FrozenCommand.Listing.class, FrozenCommand.Release.class},
    description = "Names that two parties seem to hold; nothing is issued under them.")
final class FrozenCommand {
  private static final String PATH = "/v1/frozen-identities";

  /** {@code ca frozen list}. */
  @Command(
      name = "list",
      mixinStandardHelpOptions = true,
      description = "Lists them, the oldest first.")
  static final class Listing extends OfficerCommand {
    @Override
    JsonObject ask() {
      return authority().get(PATH);
    }
  }

  /** {@code ca frozen release}. */
  @Command(
      name = "release",
      mixinStandardHelpOptions = true,
      description = "Has credentials issued under the name again.")
  static final class Release implements Callable<Integer> {
    @Mixin private OperatorOptions operator;

    @Parameters(paramLabel = "ID", description = "As list shows it.")
    private UUID id;

    @Option(
        names = "--circumstances",
        required = true,
        description = "What was found out; kept with the release.")
    private String circumstances;

    @Override
    public Integer call() {
      operator
          .connect("officer-1")
          .post(
              PATH + "/" + id + "/release",
              Json.createObjectBuilder().add("circumstances", circumstances).build());
      return 0;
    }
  }
}
