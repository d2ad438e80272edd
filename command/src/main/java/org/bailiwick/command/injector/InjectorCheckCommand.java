package org.bailiwick.command.injector;

import java.io.IOException;
import java.util.concurrent.Callable;
import org.bailiwick.injector.process.SidecarInjector;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code sidecar-injector check}: checks the files, and listens nowhere. */
@Command(name = "check", description = "Checks settings, policy and certificate.")
final class InjectorCheckCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private InjectorFiles files;

  @Override
  public Integer call() throws IOException {
    String found = SidecarInjector.check(files.settings());
    spec.commandLine().getOut().println(found.replaceAll("\\p{Cntrl}", "?"));
    spec.commandLine().getOut().println("The settings are right.");
    return 0;
  }
}
