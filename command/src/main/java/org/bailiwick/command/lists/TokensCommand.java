package org.bailiwick.command.lists;

import java.time.Instant;
import java.util.UUID;
import org.bailiwick.command.home.Component;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code tokens}: the Master Agent's token ledger, for officers and auditors. */
@Command(
    name = "tokens",
    description = "Tokens that the Master Agent has issued: list.",
    synopsisSubcommandLabel = "list")
public final class TokensCommand {
  @Spec private CommandSpec spec;

  /** Options that select tokens. */
  static final class Selection {
    @Option(
        names = "--job",
        paramLabel = "ID",
        description = "Only tokens of this job, and the access token from which they descend.")
    private UUID job;

    @Option(
        names = "--caller",
        paramLabel = "ID",
        description = "Only tokens for jobs of this SPIFFE id.")
    private String caller;

    @Option(
        names = "--since",
        paramLabel = "TIME",
        description = "Only tokens issued from this time on, e.g. 2026-11-29T08:00:00Z.")
    private Instant since;

    private ListedPages of(ListedPages pages) {
      return pages.with("job", job).with("caller", caller).with("since", since);
    }
  }

  @Command(
      description = {
        "Lists the rows of the token ledger, newest first; never a token itself.",
        "A row of the kind job stands for the job's transaction; no token of this kind exists."
      })
  int list(
      @Mixin ListOptions options,
      @Mixin Selection selection,
      @Option(
              names = "--tree",
              description = "Print each token below its parent: access, job, step, replacement.")
          boolean tree) {
    ListedPages pages = selection.of(new ListedPages(options.connect(Component.MASTER), "tokens"));
    ListOutput output = new ListOutput(spec, options);
    return tree
        ? output.printTree(
            pages, "jti", "state", "step", "holder", "scope", "issued_at", "end_reason")
        : output.print(
            pages, "jti", "kind", "state", "parent", "job", "step", "holder", "issued_at", "scope");
  }
}
