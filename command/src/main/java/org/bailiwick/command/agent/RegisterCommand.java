package org.bailiwick.command.agent;

import org.bailiwick.client.registry.RegisteredAgent;
import org.bailiwick.client.registry.RegistryClient;
import org.bailiwick.command.enrolment.DomainOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code agent register}: registers exactly the content of the credential. */
@Command(name = "register", description = "Registers the agent of a folder.")
final class RegisterCommand extends FolderCommand {
  @Mixin private DomainOptions domain;

  @Override
  public Integer call() {
    try (RegistryClient registry =
        new RegistryClient(domain.registry(), domain.trusted(), folder())) {
      RegisteredAgent agent = registry.register();
      say(
          "%s is %s, %s until %s"
              .formatted(agent.agent(), agent.id(), agent.state(), agent.expiresAt()));
    }
    return 0;
  }
}
