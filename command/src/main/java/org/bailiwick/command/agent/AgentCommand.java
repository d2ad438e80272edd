package org.bailiwick.command.agent;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code agent}: the agent's side. */
@Command(
    name = "agent",
    mixinStandardHelpOptions = true,
    subcommands = {
      EnrolCommand.class,
      RegisterCommand.class,
      DiscoverCommand.class,
      CallCommand.class
    },
    description = "Agent side: credential, registration, discovery, jobs.")
public final class AgentCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "A verb of agent is missing");
  }
}
