package org.bailiwick.command.operator;

import org.bailiwick.command.audit.AuditCommand;
import org.bailiwick.command.ceremony.CeremonyCommand;
import org.bailiwick.command.ceremony.TokenInitCommand;
import org.bailiwick.command.ledger.ArchiveCommand;
import org.bailiwick.command.ledger.DecommissionCommand;
import picocli.CommandLine.Command;

/** {@code ca}: the operator's side of the authority. */
@Command(
    name = "ca",
    mixinStandardHelpOptions = true,
    subcommands = {
      CeremonyCommand.class,
      TokenInitCommand.class,
      ActivateCommand.class,
      RevokeCommand.class,
      ScheduleCommand.class,
      ProposalsCommand.class,
      EnrolmentsCommand.class,
      ReportKeyCommand.class,
      FrozenCommand.class,
      ReleaseBindingCommand.class,
      CredentialsCommand.class,
      AuditCommand.class,
      ArchiveCommand.class,
      DecommissionCommand.class
    },
    description = "Operator side of the authority.")
public final class CaCommand {}
