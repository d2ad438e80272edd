package org.bailiwick.command.policy;

import org.bailiwick.command.lists.PolicyListCommand;
import picocli.CommandLine.Command;

/** {@code policy}: the policies by which nodes decide. */
@Command(
    name = "policy",
    description = "Policies by which nodes decide: check, test, compare, explain, list.",
    subcommands = {
      CheckCommand.class,
      ManifestCommand.class,
      TestCommand.class,
      DiffCommand.class,
      ShadowCommand.class,
      ExplainCommand.class,
      WorldCommand.class,
      PolicyListCommand.class,
    },
    synopsisSubcommandLabel = "(check | manifest | test | diff | shadow | explain | world | list)")
public final class PolicyCommand {}
