package org.bailiwick.command.policy;

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

/** {@code policy check}: whether a node would load policies, and which of them never decide. */
@Command(
    name = "check",
    description = {
      "Reads policies as a node would, and puts nothing in force. Names each policy that decides"
          + " none of the questions that are generated from schema and policies.",
      "Ends with 1 and the reason if a node would refuse them."
    })
final class CheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private WorldOptions size;

  @Parameters(
      paramLabel = "FOLDER",
      description = "Folder with manifest, schema and policies, or the file of a bundle.")
  private Path place;

  @Option(names = "--strict", description = "End with 1 if a policy never decides, too.")
  private boolean strict;

  @Override
  public Integer call() throws Exception {
    Report report = new Report(spec);
    return report.run(() -> check(report));
  }

  private int check(Report report) {
    ReviewedPolicies policies = PolicySource.read(place);
    report.line("%d policies of version %s".formatted(policies.size(), policies.version()));
    World world = World.of(policies, List.of(), size.perAction());
    List<String> undeciding = world.undeciding();
    report.line(
        (undeciding.isEmpty()
                ? "%d questions: each policy that was tried decides at least one"
                : "%d questions, of which these policies decide none:")
            .formatted(world.questions().size()));
    undeciding.forEach(name -> report.line("  never decides: %s".formatted(name)));
    world.unjudged().forEach(name -> report.line("  not tried: %s".formatted(name)));
    world.notAsked().forEach(what -> report.line("  not asked: %s".formatted(what)));
    policies.ofApplications().forEach(file -> report.line("  not asked: %s".formatted(file)));
    return strict && !undeciding.isEmpty() ? Report.REFUSED : 0;
  }
}
