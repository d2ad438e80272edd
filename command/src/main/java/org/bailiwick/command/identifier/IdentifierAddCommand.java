package org.bailiwick.command.identifier;

import jakarta.json.Json;
import java.util.concurrent.Callable;
import org.bailiwick.command.home.Component;
import org.bailiwick.command.home.OperatorJson;
import org.bailiwick.command.home.OperatorOptions;
import org.bailiwick.contract.identifier.Identifier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code registry identifier-add}: gives an agent an identifier. */
@Command(
    name = "identifier-add",
    description = "Gives an agent an identifier that nobody has to prove (officer).")
public final class IdentifierAddCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions operator;

  @Parameters(
      index = "0",
      paramLabel = "AGENT",
      description = "Any identifier by which the registry knows the agent.")
  private String agent;

  @Parameters(index = "1", paramLabel = "IDENTIFIER", description = "The identifier.")
  private String identifier;

  @Override
  public Integer call() {
    return OperatorJson.print(
        spec,
        operator
            .connect("officer-1", Component.REGISTRY)
            .post(
                IdentifierPath.ALL,
                Json.createObjectBuilder()
                    .add("agent", Identifier.parse(agent).text())
                    .add("identifier", Identifier.parse(identifier).text())
                    .build()));
  }
}
