package org.bailiwick.command.operator;

import org.bailiwick.command.ceremony.CeremonyCommand;
import org.bailiwick.command.ceremony.TokenInitCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

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
      ReportKeyCommand.class,
      FrozenCommand.class,
      CredentialsCommand.class,
      AuditCommand.class
    },
    description = "Operator side of the authority.")
public final class CaCommand implements Runnable {
  @Spec private CommandSpec spec;

  @Override
  public void run() {
    throw new CommandLine.ParameterException(spec.commandLine(), "A verb of ca is missing");
  }
}
