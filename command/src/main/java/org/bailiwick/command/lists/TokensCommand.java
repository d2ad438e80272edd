package org.bailiwick.command.lists;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.bailiwick.command.home.Component;
import org.bailiwick.command.home.OperatorJson;
import org.bailiwick.command.home.OperatorOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tokens}, {@code token}: the Master Agent's token ledger, for officers and auditors. */
@Command(
    name = "tokens",
    aliases = "token",
    description = "Tokens that the Master Agent has issued: list, tree, end.",
    synopsisSubcommandLabel = "list|tree|end")
public final class TokensCommand {
  private static final String[] TREE = {
    "jti", "state", "job", "step", "caller", "holder", "expires_at", "end_reason"
  };

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
              description =
                  "Print each token below its parent: access, job, step, replacement; and leases"
                      + " below the token for which they were made.")
          boolean tree) {
    ListedPages pages = selection.of(new ListedPages(options.connect(Component.MASTER), "tokens"));
    ListOutput output = new ListOutput(spec, options);
    return tree
        ? output.printTree(
            pages, "jti", "state", "step", "holder", "scope", "issued_at", "end_reason")
        : output.print(
            pages, "jti", "kind", "state", "parent", "job", "step", "holder", "issued_at", "scope");
  }

  @Command(
      description = {
        "Shows one token with those it descends from and those that descend from it.",
        "Below a token are its leases: credentials that its holder has made with it at a back end."
      })
  int tree(
      @Mixin OperatorOptions reader,
      @Option(names = "--json", description = "Print the whole answer of the node as JSON.")
          boolean json,
      @Parameters(paramLabel = "JTI", description = "The jti that list shows.") String jti) {
    return print(reader.connect("auditor-1", Component.MASTER).get(path(jti)), json);
  }

  @Command(
      description = {
        "Ends one token with all that descends from it, as an officer, and prints its tree.",
        "Running jobs that rest on it are cancelled. A token that has ended stays as it is."
      })
  int end(
      @Mixin OperatorOptions officer,
      @Option(
              names = "--reason",
              paramLabel = "TEXT",
              required = true,
              description = "Why; the audit log has it.")
          String reason,
      @Option(names = "--json", description = "Print the whole answer of the node as JSON.")
          boolean json,
      @Parameters(paramLabel = "JTI", description = "The jti that list shows.") String jti) {
    JsonObject order = Json.createObjectBuilder().add("reason", reason).build();
    return print(
        officer.connect("officer-1", Component.MASTER).post(path(jti) + "/end", order), json);
  }

  /** The id goes into a path, whatever it contains. */
  private static String path(String jti) {
    return "/v1/tokens/" + URLEncoder.encode(jti, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private int print(JsonObject answer, boolean json) {
    if (json) {
      return OperatorJson.print(spec, answer);
    }
    // Newest first, as lists are: descendants, then the token, then what it descends from.
    List<JsonObject> tokens =
        new ArrayList<>(answer.getJsonArray("descendants").getValuesAs(JsonObject.class));
    Collections.reverse(tokens);
    tokens.add(answer.getJsonObject("token"));
    tokens.addAll(answer.getJsonArray("ancestors").getValuesAs(JsonObject.class));
    RowTable table =
        new RowTable(Stream.concat(Stream.of("token"), Stream.of(TREE)).toArray(String[]::new));
    for (TokenTree.Placed placed : TokenTree.of(tokens)) {
      Stream<String> cells = Stream.of(TREE).map(member -> RowTable.cell(placed.token(), member));
      table.add(Stream.concat(Stream.of(placed.label()), cells));
    }
    table.print(spec.commandLine().getOut());
    if (answer.getBoolean("more_descendants")) {
      spec.commandLine().getErr().println("More tokens descend from it than the node shows.");
    }
    return 0;
  }
}
