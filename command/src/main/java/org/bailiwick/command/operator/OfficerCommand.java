package org.bailiwick.command.operator;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.util.concurrent.Callable;
import org.bailiwick.command.home.OperatorClient;
import org.bailiwick.command.home.OperatorJson;
import org.bailiwick.command.home.OperatorOptions;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** A request of an officer to a running authority, whose answer is shown. */
abstract class OfficerCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions operator;

  /** Checks the options, sends the request and returns the answer. */
  abstract JsonObject ask() throws IOException;

  /** The authority, called as officer-1 or as the operator that {@code --as} names. */
  final OperatorClient authority() {
    return operator.connect("officer-1");
  }

  @Override
  public final Integer call() throws IOException {
    return OperatorJson.print(spec, ask());
  }
}
