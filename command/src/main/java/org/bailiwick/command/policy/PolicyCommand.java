package org.bailiwick.command.policy;

import org.bailiwick.command.lists.PolicyListCommand;
import picocli.CommandLine.Command;

/** {@code policy}: the policies by which nodes decide. */
@Command(
    name = "policy",
    description = "Policies by which nodes decide: check and list.",
    subcommands = {
      CheckCommand.class,
      PolicyListCommand.class,
    },
    synopsisSubcommandLabel = "(check | list)")
public final class PolicyCommand {}
