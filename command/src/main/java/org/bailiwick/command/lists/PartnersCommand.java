package org.bailiwick.command.lists;

import org.bailiwick.command.home.Component;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code partners}: the partner domains, for officers and auditors. */
@Command(
    name = "partners",
    description = "Partner domains of the Master Agent: list.",
    synopsisSubcommandLabel = "list")
public final class PartnersCommand {
  @Spec private CommandSpec spec;

  @Command(description = "Lists the partner domains as the node knows them now, by name.")
  int list(
      @Mixin ListOptions options,
      @Option(
              names = "--state",
              paramLabel = "STATE",
              description = "Only known partners, or only faulty ones.")
          String state) {
    return new ListOutput(spec, options)
        .print(
            new ListedPages(options.connect(Component.MASTER), "partners").with("state", state),
            "trust_domain",
            "state",
            "issuer",
            "crl",
            "scopes",
            "reason");
  }
}
