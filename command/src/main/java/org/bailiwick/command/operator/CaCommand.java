package org.bailiwick.command.operator;

import org.bailiwick.command.audit.AuditCommand;
import org.bailiwick.command.ceremony.CeremonyCommand;
import org.bailiwick.command.ceremony.TokenInitCommand;
import org.bailiwick.command.ledger.ArchiveCommand;
import org.bailiwick.command.ledger.DecommissionCommand;
import picocli.CommandLine.Command;

/** {@code ca}: the commands of operators of the authority. */
@Command(
    name = "ca",
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
    description = "Commands of operators of the authority.")
public final class CaCommand {}
