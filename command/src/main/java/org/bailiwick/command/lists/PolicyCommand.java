package org.bailiwick.command.lists;

import java.io.PrintWriter;
import java.nio.file.Path;
import org.bailiwick.command.home.Component;
import org.bailiwick.policy.CedarDecisionPoint;
import org.bailiwick.policy.PolicyRefusedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code policy}: the policies by which nodes decide. */
@Command(
    name = "policy",
    description = "Policies by which nodes decide: check, list.",
    synopsisSubcommandLabel = "(check | list)")
public final class PolicyCommand {
  private static final int REFUSED = 1;

  @Spec private CommandSpec spec;

  @Command(
      description = {
        "Reads a policy folder as a node would, and puts nothing in force.",
        "Ends with 1 and the reason if a node would refuse it."
      })
  int check(
      @Parameters(paramLabel = "FOLDER", description = "Folder with manifest, schema and policies.")
          Path folder) {
    PrintWriter out = spec.commandLine().getOut();
    try {
      CedarDecisionPoint.Checked checked = CedarDecisionPoint.check(folder);
      out.println(checked.policies().size() + " policies of version " + checked.policyVersion());
      return 0;
    } catch (PolicyRefusedException refused) {
      out.println("refused: " + refused.getMessage());
      return REFUSED;
    }
  }

  @Command(
      description = "Lists the policies by which the Master Agent decides now, by action and id.")
  int list(
      @Mixin ListOptions options,
      @Option(names = "--action", paramLabel = "ACTION", description = "Only those of this action.")
          String action,
      @Option(
              names = "--effect",
              paramLabel = "EFFECT",
              description = "Only those that permit, or that forbid.")
          String effect) {
    return new ListOutput(spec, options)
        .print(
            new ListedPages(options.connect(Component.MASTER), "policies")
                .with("action", action)
                .with("effect", effect),
            "action",
            "id",
            "effect",
            "reason",
            "policy_version");
  }
}
