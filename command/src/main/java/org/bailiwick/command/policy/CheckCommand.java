package org.bailiwick.command.policy;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.bailiwick.policy.CedarDecisionPoint;
import org.bailiwick.policy.PolicyRefusedException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code policy check}: whether a node would load a policy folder. */
@Command(
    name = "check",
    description = {
      "Reads a policy folder as a node would, and puts nothing in force.",
      "Ends with 1 and the reason if a node would refuse it."
    })
final class CheckCommand implements Callable<Integer> {
  private static final int REFUSED = 1;

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "FOLDER", description = "Folder with manifest, schema and policies.")
  private Path folder;

  @Override
  public Integer call() {
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
}
