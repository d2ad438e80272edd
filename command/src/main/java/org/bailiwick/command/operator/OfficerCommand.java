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

  /** Asks, once it is clear that the question can be asked. */
  abstract JsonObject ask() throws IOException;

  /** The authority as officer-1 sees it, or whoever {@code --as} names. */
  final OperatorClient authority() {
    return authority("officer-1");
  }

  /** The same for a question that is usually another officer's. */
  final OperatorClient authority(String usually) {
    return operator.connect(usually);
  }

  @Override
  public final Integer call() throws IOException {
    return OperatorJson.print(spec, ask());
  }
}
