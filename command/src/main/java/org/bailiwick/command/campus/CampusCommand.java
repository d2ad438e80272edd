package org.bailiwick.command.campus;

import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** {@code campus}: the commands of the operator of a campus's RADIUS server. */
@Command(
    name = "campus",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    subcommands = {
      CampusSetupCommand.class,
      CampusCheckCommand.class,
      CampusWatchCommand.class,
      CampusProvisioningCommand.class
    },
    description =
        "Network access by EAP-TLS: the configuration of a FreeRADIUS server that admits with"
            + " certificates of the authority (docs/campus.md).")
public final class CampusCommand {}
