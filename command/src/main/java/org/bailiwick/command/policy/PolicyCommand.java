package org.bailiwick.command.policy;

import org.bailiwick.command.lists.PolicyListCommand;
import picocli.CommandLine.Command;

/** {@code policy}: the policies by which nodes decide. */
@Command(
    name = "policy",
    description =
        "Policies by which nodes decide: check, test, compare and explain them, sign them, and put"
            + " them in force (docs/policy-review.md, docs/policy-bundles.md).",
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
    synopsisSubcommandLabel = "COMMAND")
public final class PolicyCommand {}
