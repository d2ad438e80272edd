package org.bailiwick.command.enforcement;

import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** {@code enforcement-point}: the commands of the operator of an enforcement point. */
@Command(
    name = "enforcement-point",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    subcommands = {
      EnforcementRunCommand.class,
      EnforcementCheckCommand.class,
      EnforcementStatusCommand.class
    },
    description =
        "Commands of an enforcement point, which decides for what runs beside it"
            + " (docs/enforcement-points.md). In a home with nodes, ./bailiwick enforcement-point"
            + " init writes the settings first.")
public final class EnforcementPointCommand {}
