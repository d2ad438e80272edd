package org.bailiwick.command.agent;

import java.util.concurrent.Callable;
import org.bailiwick.client.registry.RegisteredAgent;
import org.bailiwick.client.registry.RegistryClient;
import org.bailiwick.command.enrolment.DomainOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code agent register}: registers exactly what the credential says. */
@Command(
    name = "register",
    mixinStandardHelpOptions = true,
    description = "Registers the agent of a folder.")
final class RegisterCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DomainOptions domain;
  @Mixin private FolderOption folder;

  @Override
  public Integer call() {
    try (RegistryClient registry =
        new RegistryClient(domain.registry(), domain.trusted(), folder.open())) {
      RegisteredAgent agent = registry.register();
      spec.commandLine()
          .getOut()
          .printf(
              "%s is %s, %s until %s%n",
              agent.agent(), agent.id(), agent.state(), agent.expiresAt());
    }
    return 0;
  }
}
