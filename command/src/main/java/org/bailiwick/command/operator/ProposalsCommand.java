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

/** {@code ca proposals}: revocations that wait for a second officer. */
@Command(name = "proposals", description = "Revocations by trigger that wait for a second officer.")
final class ProposalsCommand {
  private static final String PATH = "/v1/revocation-proposals";

  @Spec private CommandSpec spec;

  @Command(
      description =
          "Lists proposals of the last three days, the oldest first, each with the time at which it"
              + " expires and the digest of its policy file.")
  int list(@Mixin OperatorOptions officer) {
    return OperatorJson.print(spec, officer.connect("officer-1").get(PATH));
  }

  @Command(description = "Executes a proposal; not for the officer who proposed it (see --as).")
  int approve(
      @Mixin OperatorOptions officer,
      @Parameters(paramLabel = "ID", description = "The id that list shows.") UUID id) {
    String path = PATH + "/" + id + "/approval";
    return OperatorJson.print(
        spec, officer.connect("officer-2").post(path, JsonValue.EMPTY_JSON_OBJECT));
  }

  @Command(description = "Rejects a proposal; its proposer may do so too.")
  int reject(
      @Mixin OperatorOptions officer,
      @Parameters(paramLabel = "ID", description = "The id that list shows.") UUID id) {
    return OperatorJson.print(spec, officer.connect("officer-1").delete(PATH + "/" + id));
  }
}
