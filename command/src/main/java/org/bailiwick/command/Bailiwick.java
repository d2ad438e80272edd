package org.bailiwick.command;

import java.io.PrintWriter;
import org.bailiwick.command.agent.AgentCommand;
import org.bailiwick.command.agent.AgentExit;
import org.bailiwick.command.audit.LogReading;
import org.bailiwick.command.broker.BrokerCommand;
import org.bailiwick.command.bundle.BundleCommands;
import org.bailiwick.command.campus.CampusCommand;
import org.bailiwick.command.enforcement.EnforcementPointCommand;
import org.bailiwick.command.firewall.FirewallCommand;
import org.bailiwick.command.injector.SidecarInjectorCommand;
import org.bailiwick.command.lists.AgentsCommand;
import org.bailiwick.command.lists.ApprovalCommand;
import org.bailiwick.command.lists.AssetCommand;
import org.bailiwick.command.lists.CallerCommand;
import org.bailiwick.command.lists.JobsCommand;
import org.bailiwick.command.lists.PartnersCommand;
import org.bailiwick.command.lists.RegistryCommand;
import org.bailiwick.command.lists.RisksCommand;
import org.bailiwick.command.lists.TokensCommand;
import org.bailiwick.command.message.FailureText;
import org.bailiwick.command.message.OneForm;
import org.bailiwick.command.message.ProgramName;
import org.bailiwick.command.migration.MigrateCommand;
import org.bailiwick.command.operator.CaCommand;
import org.bailiwick.command.partner.PartnerCommand;
import org.bailiwick.command.policy.PolicyCommand;
import org.bailiwick.command.segment.SegmentsCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ScopeType;

/** Entry point of the commands of operators and agents that are written in Java. */
@Command(
    name = "./bailiwick",
    mixinStandardHelpOptions = true,
    scope = ScopeType.INHERIT,
    subcommands = {
      CaCommand.class,
      LogReading.class,
      JobsCommand.class,
      TokensCommand.class,
      PartnerCommand.class,
      PartnersCommand.class,
      AssetCommand.class,
      PolicyCommand.class,
      AgentsCommand.class,
      RegistryCommand.class,
      CallerCommand.class,
      ApprovalCommand.class,
      RisksCommand.class,
      AgentCommand.class,
      BrokerCommand.class,
      EnforcementPointCommand.class,
      SidecarInjectorCommand.class,
      SegmentsCommand.class,
      FirewallCommand.class,
      CampusCommand.class,
      MigrateCommand.class
    },
    description = "Commands of operators and agents; see also ./bailiwick help.")
public final class Bailiwick {
  private Bailiwick() {}

  public static void main(String[] arguments) {
    CommandLine line = commandLine();
    ProgramName.give(line, System.getenv("BAILIWICK_PROGRAM"), arguments);
    System.exit(line.execute(arguments));
  }

  static CommandLine commandLine() {
    return OneForm.of(BundleCommands.addTo(new CommandLine(new Bailiwick())))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setExecutionExceptionHandler(Bailiwick::explain);
  }

  private static int explain(
      Exception failure, CommandLine line, CommandLine.ParseResult ignoredResult) {
    PrintWriter err = line.getErr();
    err.println("bailiwick: " + FailureText.of(failure));
    if (System.getenv("BAILIWICK_TRACE") != null) {
      failure.printStackTrace(err);
    }
    return AgentExit.of(failure);
  }
}
