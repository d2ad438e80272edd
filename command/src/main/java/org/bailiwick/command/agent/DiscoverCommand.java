package org.bailiwick.command.agent;

import java.util.List;
import java.util.concurrent.Callable;
import org.bailiwick.client.registry.RegisteredAgent;
import org.bailiwick.client.registry.RegistryClient;
import org.bailiwick.command.enrolment.DomainOptions;
import org.bailiwick.contract.capability.Capability;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code agent discover}: who offers a capability; exit 1 when nobody does. */
@Command(
    name = "discover",
    mixinStandardHelpOptions = true,
    description = "Lists the agents that offer a capability.")
final class DiscoverCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private DomainOptions domain;
  @Mixin private FolderOption folder;

  @Parameters(paramLabel = "CAPABILITY", description = "In canonical text, e.g. invoice.parse@1.")
  private String capability;

  @Override
  public Integer call() {
    Capability wanted = Capability.parse(capability);
    try (RegistryClient registry =
        new RegistryClient(domain.registry(), domain.trusted(), folder.open())) {
      List<RegisteredAgent> found = registry.discover(wanted);
      for (RegisteredAgent agent : found) {
        spec.commandLine()
            .getOut()
            .printf("%s %s %s%n", agent.agent(), agent.locator(), agent.id());
      }
      return found.isEmpty() ? 1 : 0;
    }
  }
}
