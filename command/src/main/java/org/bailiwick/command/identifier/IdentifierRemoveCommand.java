package org.bailiwick.command.identifier;

import java.util.concurrent.Callable;
import org.bailiwick.command.home.Component;
import org.bailiwick.command.home.OperatorOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code registry identifier-remove}: takes an identifier from whichever agent has it. */
@Command(
    name = "identifier-remove",
    description = "Takes an identifier from whichever agent has it (officer).")
public final class IdentifierRemoveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions operator;

  @Parameters(
      paramLabel = "IDENTIFIER",
      description = "The identifier, such as did:web:rates.example.")
  private String identifier;

  @Override
  public Integer call() {
    operator.connect("officer-1", Component.REGISTRY).delete(IdentifierPath.of(identifier));
    spec.commandLine().getOut().println(identifier + " names no agent");
    return 0;
  }
}
