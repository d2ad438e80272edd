package org.bailiwick.command.lists;

import java.time.Instant;
import org.bailiwick.command.home.Component;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code agents}: the registry's records of all agents, for officers and auditors. */
@Command(
    name = "agents",
    description = "Agents of the registry, in any state: list.",
    synopsisSubcommandLabel = "list")
public final class AgentsCommand {
  @Spec private CommandSpec spec;

  @Command(description = "Lists the records of agents, newest registration first.")
  int list(@Mixin ListOptions options, @Mixin Selection selection) {
    return print(spec, options, selection);
  }

  /** Which agents are listed. */
  static final class Selection {
    @Option(
        names = "--state",
        paramLabel = "STATE",
        description = "Only listed, expired, revoked, withdrawn or quarantined agents.")
    private String state;

    @Option(names = "--owner", paramLabel = "NAME", description = "Only agents of this owner.")
    private String owner;

    @Option(
        names = "--since",
        paramLabel = "TIME",
        description = "Only agents registered from this time on, e.g. 2026-11-29T08:00:00Z.")
    private Instant since;
  }

  static int print(CommandSpec command, ListOptions options, Selection selection) {
    return new ListOutput(command, options)
        .print(
            new ListedPages(options.connect(Component.REGISTRY), "agents")
                .with("state", selection.state)
                .with("owner", selection.owner)
                .with("since", selection.since),
            "agent",
            "state",
            "owner",
            "capabilities",
            "expires_at",
            "registered_at",
            "id");
  }
}
