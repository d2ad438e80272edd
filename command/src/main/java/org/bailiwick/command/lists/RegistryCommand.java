package org.bailiwick.command.lists;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.bailiwick.command.home.Component;
import org.bailiwick.command.home.OperatorClient;
import org.bailiwick.command.home.OperatorJson;
import org.bailiwick.command.home.OperatorOptions;
import org.bailiwick.command.identifier.IdentifierAddCommand;
import org.bailiwick.command.identifier.IdentifierRemoveCommand;
import org.bailiwick.command.identifier.IdentifiersCommand;
import org.bailiwick.command.mesh.MeshFormat;
import org.bailiwick.command.records.ExportCommand;
import org.bailiwick.command.records.ImportCommand;
import org.bailiwick.contract.capability.Capability;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code registry}: the registry for officers and auditors. */
@Command(
    name = "registry",
    description =
        "The registry of agents: list, find, show, quarantine, release, identifiers, export,"
            + " import, mesh, streams, partners.",
    subcommands = {
      IdentifiersCommand.class,
      IdentifierAddCommand.class,
      IdentifierRemoveCommand.class,
      ExportCommand.class,
      ImportCommand.class
    },
    synopsisSubcommandLabel =
        "list|find|show|quarantine|release|identifiers|identifier-add|identifier-remove"
            + "|export|import|mesh|streams|stream-remove|partners")
public final class RegistryCommand {
  private static final String PATH = "/v1/agents/";
  private static final String URN = "urn:uuid:";
  private static final String[] FOUND = {"agent", "owner", "locator", "expires_at", "id"};

  private static final String[] MIRRORED = {
    "domain", "state", "agents", "as_of", "exports", "imports", "refusal"
  };

  @Spec private CommandSpec spec;

  @Command(description = "Lists the records of agents, newest registration first.")
  int list(@Mixin ListOptions options, @Mixin AgentsCommand.Selection selection) {
    return AgentsCommand.print(spec, options, selection);
  }

  @Command(description = "Lists the streams by which receivers have events, newest first.")
  int streams(
      @Mixin ListOptions options,
      @Option(
              names = "--receiver",
              paramLabel = "ID",
              description = "Only streams of this receiver, by its SPIFFE id.")
          String receiver,
      @Option(
              names = "--status",
              paramLabel = "STATUS",
              description = "Only enabled, paused or disabled streams.")
          String status) {
    return new ListOutput(spec, options)
        .print(
            new ListedPages(options.connect(Component.REGISTRY), "streams")
                .with("receiver", receiver)
                .with("status", status),
            "receiver",
            "method",
            "status",
            "reason",
            "heard_at",
            "id");
  }

  @Command(
      name = "stream-remove",
      description = "Ends a stream of any receiver; the receiver may make another one.")
  int removeStream(
      @Mixin OperatorOptions officer,
      @Parameters(paramLabel = "ID", description = "The stream's identifier.") String id) {
    return OperatorJson.print(
        spec,
        officer.connect("officer-1", Component.REGISTRY).delete("/v1/streams/" + encoded(id)));
  }

  @Command(
      description = {
        "Finds the listed agents that have a capability which covers this one.",
        "The exit code is 1 if there is none."
      })
  int find(
      @Mixin ListOptions options,
      @Parameters(paramLabel = "CAPABILITY", description = "Such as invoice.parse@1?region=eu.")
          String capability) {
    OperatorClient registry = options.connect(Component.REGISTRY);
    String search = "/v1/discovery?capability=" + encoded(Capability.parse(capability).text());
    RowTable table = new RowTable(FOUND);
    int found = 0;
    String page = search;
    while (page != null && found < options.limit()) {
      JsonObject answer = registry.get(page);
      for (JsonObject agent : answer.getJsonArray("agents").getValuesAs(JsonObject.class)) {
        if (found < options.limit()) {
          found++;
          print(options, table, agent, FOUND);
        }
      }
      String next = answer.getString("next_page_token", "");
      page = next.isEmpty() ? null : search + "&page_token=" + encoded(next);
    }
    if (!options.json()) {
      table.print(spec.commandLine().getOut());
    }
    return found == 0 ? 1 : 0;
  }

  private void print(ListOptions options, RowTable table, JsonObject row, String... members) {
    if (options.json()) {
      spec.commandLine().getOut().println(row);
    } else {
      table.add(Arrays.stream(members).map(member -> RowTable.cell(row, member)));
    }
  }

  @Command(
      description = {
        "Prints one agent in any state: what the authority signed, what the agent says of itself",
        "(unsigned), whether it is heard (liveness), why it is in its state, and its history."
      })
  int show(@Mixin OperatorOptions reader, @Mixin Agent agent) {
    return OperatorJson.print(
        spec, reader.connect("auditor-1", Component.REGISTRY).get(agent.path() + "/record"));
  }

  @Command(
      description = {
        "Hides an agent from discovery and from the Master Agent, whatever it registers,",
        "until an officer releases it."
      })
  int quarantine(@Mixin OperatorOptions officer, @Mixin Agent agent, @Mixin Why why) {
    return change(officer, agent, "/quarantine", why);
  }

  @Command(
      description = {
        "Ends an agent's quarantine. The agent is listed again, unless it was not listed before,",
        "or its credential has expired or is revoked."
      })
  int release(@Mixin OperatorOptions officer, @Mixin Agent agent, @Mixin Why why) {
    return change(officer, agent, "/release", why);
  }

  @Command(
      description = {
        "Prints the registries of partner domains with which there is an agreement: what is",
        "mirrored of them, how fresh it is, and why the last page was refused.",
        "The exit code is 1 while one of them is not open."
      })
  int partners(@Mixin ListOptions options) {
    JsonObject answer = options.connect(Component.REGISTRY).get("/v1/mirrors");
    RowTable table = new RowTable(MIRRORED);
    boolean open = answer.getJsonObject("faults").isEmpty();
    for (JsonObject each : answer.getJsonArray("registries").getValuesAs(JsonObject.class)) {
      open &= List.of("open", "none").contains(each.getString("state"));
      print(options, table, each, MIRRORED);
    }
    if (!options.json()) {
      table.print(spec.commandLine().getOut());
    }
    answer
        .getJsonObject("faults")
        .forEach((file, fault) -> spec.commandLine().getErr().println(file + ": " + fault));
    return open ? 0 : 1;
  }

  @Command(
      description = {
        "Prints the listed agents in the form of another registry: ServiceEntry objects of Istio as",
        "one List, or bodies of PUT /v1/catalog/register of Consul, one a line.",
        "The exit code is 1 if there are more than --limit; nothing is printed then."
      })
  int mesh(
      @Mixin OperatorOptions reader,
      @Option(
              names = "--format",
              required = true,
              paramLabel = "FORMAT",
              description = "istio or consul.")
          MeshFormat format,
      @Option(names = "--owner", paramLabel = "NAME", description = "Only agents of this owner.")
          String owner,
      @Option(
              names = "--limit",
              paramLabel = "N",
              defaultValue = "10000",
              description = "The most agents (${DEFAULT-VALUE}).")
          int limit) {
    if (limit < 1) {
      throw new ParameterException(spec.commandLine(), "--limit is a number from 1 on.");
    }
    ListedPages.Read read =
        new ListedPages(reader.connect("auditor-1", Component.REGISTRY), "agents")
            .with("state", "listed")
            .with("owner", owner)
            .read(limit);
    if (read.more()) {
      // Without those that are left out, a mesh would forget agents that are there.
      spec.commandLine()
          .getErr()
          .printf("There are more than %d agents; --limit N prints more.%n", limit);
      return 1;
    }
    format.print(read.entries(), Instant.now(), spec.commandLine().getOut());
    return 0;
  }

  private int change(OperatorOptions officer, Agent agent, String operation, Why why) {
    return OperatorJson.print(
        spec,
        officer
            .connect("officer-1", Component.REGISTRY)
            .post(
                agent.path() + operation,
                Json.createObjectBuilder().add("reason", why.reason).build()));
  }

  /** The agent that a verb is about. */
  static final class Agent {
    @Parameters(paramLabel = "ID", description = "The agent's identifier: urn:uuid:… or the UUID.")
    private String id;

    private String path() {
      return PATH + encoded(id.startsWith(URN) ? id.substring(URN.length()) : id);
    }
  }

  /** The reason of a change. */
  static final class Why {
    @Option(
        names = "--reason",
        required = true,
        paramLabel = "TEXT",
        description = "Why; the record shows it to operators and to agents of the same owner.")
    private String reason;
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
