package org.bailiwick.command.lists;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.bailiwick.command.home.Component;
import org.bailiwick.command.home.OperatorJson;
import org.bailiwick.command.home.OperatorOptions;
import org.bailiwick.command.home.PersonOptions;
import org.bailiwick.contract.json.StrictJson;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code approval}: the steps of jobs and the access requests about which people decide. */
@Command(
    name = "approval",
    description = {
      "Steps of jobs and access requests about which officers and people decide: list, show,"
          + " decide.",
      "A person who has signed in at the edge gives --token-file and --key-file."
    },
    synopsisSubcommandLabel = "list|show|decide")
public final class ApprovalCommand {
  private static final String OFFICER = "officer-1";
  private static final String PATH = "/v1/approvals";

  @Spec private CommandSpec spec;

  /** What is decided; exactly one is given. */
  static final class Decision {
    @Option(names = "--approve", description = "The order may be sent, or the access is given.")
    private boolean approve;

    @Option(names = "--deny", description = "The order may not be sent; the step fails.")
    private boolean deny;

    @Option(
        names = "--happened",
        paramLabel = "JSON",
        description = "The answer was lost, the work was done, and this was its output.")
    private String output;

    @Option(
        names = "--not-happened",
        description = "The answer was lost and the work was not done; the order is sent again.")
    private boolean notHappened;

    @Option(
        names = "--give-up",
        description = "The answer was lost and nobody finds out; the step fails.")
    private boolean giveUp;

    private JsonObjectBuilder body() {
      JsonObjectBuilder body = Json.createObjectBuilder();
      if (output != null) {
        return body.add("decision", "happened").add("output", StrictJson.value(output));
      }
      return body.add("decision", choice());
    }

    private String choice() {
      return Stream.of(
              given(approve, "approve"),
              given(deny, "deny"),
              given(notHappened, "not-happened"),
              given(giveUp, "give-up"))
          .flatMap(Optional::stream)
          .findFirst()
          .orElseThrow();
    }

    private static Optional<String> given(boolean isGiven, String choice) {
      return isGiven ? Optional.of(choice) : Optional.empty();
    }
  }

  /** Who decides, if no officer does, what was seen, and what is said about it. */
  static final class DecisionWords {
    @Mixin private PersonOptions person;

    @Option(
        names = "--digest",
        required = true,
        paramLabel = "SHA-256",
        description = "The input_sha256 that show has printed.")
    private String digest;

    @Option(names = "--comment", paramLabel = "TEXT", description = "Why; for the audit log.")
    private String comment;

    private JsonObjectBuilder addTo(JsonObjectBuilder body) {
      body.add("input_sha256", digest);
      return comment == null ? body : body.add("comment", comment);
    }
  }

  /** Which are listed. */
  static final class Selection {
    @Option(names = "--job", paramLabel = "ID", description = "Only those of this job.")
    private UUID job;

    @Option(
        names = "--since",
        paramLabel = "TIME",
        description = "Only those asked for from this time on, e.g. 2026-11-29T08:00:00Z.")
    private Instant since;

    @Option(
        names = "--about",
        paramLabel = "WHAT",
        description = "Only those about steps of jobs (step), or access requests (access).")
    private String about;
  }

  @Command(description = "Lists approvals, newest first, without the parameters of the steps.")
  int list(@Mixin ListOptions options, @Mixin PersonOptions person, @Mixin Selection selection) {
    return new ListOutput(spec, options)
        .print(
            new ListedPages(options.connect(person, Component.MASTER), "approvals")
                .with("job", selection.job)
                .with("since", selection.since)
                .with("about", selection.about),
            "id",
            "state",
            "kind",
            "application",
            "capability",
            "requester",
            "approvers",
            "expires_at",
            "job",
            "step");
  }

  @Command(description = "Shows what is to be decided, with the parameters in full.")
  int show(
      @Mixin OperatorOptions officer,
      @Mixin PersonOptions person,
      @Parameters(paramLabel = "ID") UUID id) {
    return OperatorJson.print(
        spec, person.connect(officer, OFFICER, Component.MASTER).get(path(id)));
  }

  @Command(
      description = {
        "Decides about exactly the parameters with this digest; each officer (see --as) and person"
            + " once.",
        "A decision cannot be taken back. The step goes on, or ends, within seconds.",
        "An approved access request can be denied afterwards, which ends the approval."
      })
  int decide(
      @Mixin OperatorOptions officer,
      @ArgGroup(multiplicity = "1") Decision decision,
      @Mixin DecisionWords words,
      @Parameters(paramLabel = "ID", description = "The id that list shows.") UUID id) {
    JsonObject order = words.addTo(decision.body()).build();
    return OperatorJson.print(
        spec,
        words
            .person
            .connect(officer, OFFICER, Component.MASTER)
            .post(path(id) + "/decision", order));
  }

  private static String path(UUID id) {
    return PATH + "/" + id;
  }
}
