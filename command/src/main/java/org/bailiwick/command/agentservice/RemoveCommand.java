package org.bailiwick.command.agentservice;

import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code agent service remove}: removes a unit that install has written. */
@Command(
    name = "remove",
    description = {
      "Removes the unit that agent service install has written, when it is disabled.",
      "The agent's folder stays. A unit that was changed by hand is not removed."
    })
final class RemoveCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private UnitOptions options;

  @Override
  public Integer call() throws IOException {
    UnitFile file = options.file();
    file.remove();
    spec.commandLine().getOut().println("removed " + file.path());
    spec.commandLine().getOut().println("next: systemctl daemon-reload");
    spec.commandLine().getOut().flush();
    return 0;
  }
}
