package org.bailiwick.command.agent;

import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** {@code agent}: the commands of an agent and its owner. */
@Command(
    name = "agent",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    subcommands = {
      EnrolCommand.class,
      JoinTokenCommand.class,
      OwnerConsentCommand.class,
      RenewCommand.class,
      ProxyCommand.class,
      WitCommand.class,
      RegisterCommand.class,
      DiscoverCommand.class,
      GrantCommand.class,
      CallCommand.class
    },
    description = "Commands of an agent: credential, registration, discovery, jobs.")
public final class AgentCommand {}
