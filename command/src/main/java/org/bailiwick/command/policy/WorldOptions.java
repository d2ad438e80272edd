package org.bailiwick.command.policy;

import org.bailiwick.policy.review.World;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** The size of a generated world. */
final class WorldOptions {
  private static final int MOST = 10_000;

  @Spec(Target.MIXEE)
  private CommandSpec command;

  private int perAction = World.USUAL;

  @Option(
      names = "--questions",
      paramLabel = "N",
      defaultValue = "200",
      description = "About as many questions are generated for each action (${DEFAULT-VALUE}).")
  void perAction(int questions) {
    if (questions < 1 || questions > MOST) {
      throw new ParameterException(
          command.commandLine(), "--questions is a number from 1 to " + MOST + ".");
    }
    perAction = questions;
  }

  int perAction() {
    return perAction;
  }
}
