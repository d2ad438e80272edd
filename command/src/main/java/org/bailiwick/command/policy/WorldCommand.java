package org.bailiwick.command.policy;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.bailiwick.policy.review.ReviewedPolicies;
import org.bailiwick.policy.review.World;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code policy world}: the generated questions, for other evaluators of Cedar. */
@Command(
    name = "world",
    description = {
      "Prints the questions that are generated from FOLDER, one JSON object a line: principal,"
          + " action, resource, context and entities as Cedar writes them, and the answer under"
          + " \"decided\". Any other evaluator of Cedar can so be asked the same.",
      "Ends with 1 if a node would refuse FOLDER."
    })
final class WorldCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WorldOptions size;

  @Parameters(paramLabel = "FOLDER", description = "Policy folder or file of a bundle.")
  private Path place;

  @Option(
      names = "--faulty",
      description =
          "Print questions with a fault too: a member too many, too few, of another type.")
  private boolean faulty;

  @Override
  public Integer call() throws Exception {
    return new Report(spec).run(this::print);
  }

  private int print() {
    ReviewedPolicies policies = PolicySource.read(place);
    World world = World.of(policies, List.of(), size.perAction());
    PrintWriter out = spec.commandLine().getOut();
    world.questions().forEach(question -> out.println(World.answered(question, policies)));
    if (faulty) {
      world.faulty().forEach(question -> out.println(World.answered(question, policies)));
    }
    out.flush();
    return 0;
  }
}
