package org.bailiwick.command.agent;

import java.util.List;
import org.bailiwick.client.registry.RegisteredAgent;
import org.bailiwick.client.registry.RegistryClient;
import org.bailiwick.command.enrolment.DomainOptions;
import org.bailiwick.contract.capability.Capability;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code agent discover}: lists the agents that offer a capability; exit 1 if there is none. */
@Command(name = "discover", description = "Lists the agents that offer a capability.")
final class DiscoverCommand extends FolderCommand {
  @Mixin private DomainOptions domain;

  @Parameters(paramLabel = "CAPABILITY", description = "Name and version, e.g. invoice.parse@1.")
  private String capability;

  @Override
  public Integer call() {
    Capability wanted = Capability.parse(capability);
    try (RegistryClient registry =
        new RegistryClient(domain.registry(), domain.trusted(), folder())) {
      List<RegisteredAgent> found = registry.discover(wanted);
      found.forEach(agent -> say(agent.agent() + " " + agent.locator() + " " + agent.id()));
      return found.isEmpty() ? 1 : 0;
    }
  }
}
