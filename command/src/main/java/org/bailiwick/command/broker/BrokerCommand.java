package org.bailiwick.command.broker;

import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** {@code broker}: the commands of the operator of a broker. */
@Command(
    name = "broker",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    subcommands = {
      RunCommand.class,
      CheckCommand.class,
      ImportCommand.class,
      SecretCommand.class,
      LeasesCommand.class,
      BrokerAuditCommand.class
    },
    description = "Commands of a broker, an agent that works at back ends (docs/broker.md).")
public final class BrokerCommand {}
