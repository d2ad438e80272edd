package org.bailiwick.command.lists;

import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import org.bailiwick.command.home.Component;
import org.bailiwick.command.home.OperatorJson;
import org.bailiwick.command.home.OperatorOptions;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code risks}: what is reported of the risk of callers, people and partners' domains. */
@Command(
    name = "risks",
    aliases = "risk",
    description = "Risks of callers, people and partners' domains: list, report, clear.",
    synopsisSubcommandLabel = "list|report|clear")
public final class RisksCommand {
  private static final String OFFICER = "officer-1";
  private static final String PATH = "/v1/risks";

  @Spec private CommandSpec spec;

  /** Whom a report is about, and why it is made. */
  static final class Report {
    @Parameters(
        paramLabel = "SUBJECT",
        description =
            "A SPIFFE id, a trust domain as spiffe://DOMAIN, ISSUER#SUB, or account:NAME.")
    private String subject;

    @Option(
        names = "--reason",
        paramLabel = "TEXT",
        required = true,
        description = "Why; lists and the audit log have it.")
    private String reason;

    private JsonObjectBuilder body(String level) {
      return Json.createObjectBuilder()
          .add("subject", subject)
          .add("level", level)
          .add("reason", reason);
    }
  }

  @Command(description = "Lists the reports of risks that are kept, newest first.")
  int list(
      @Mixin ListOptions options,
      @Option(names = "--subject", paramLabel = "ID", description = "Only reports about this one.")
          String subject,
      @Option(
              names = "--level",
              paramLabel = "LEVEL",
              description = "Only none, low, medium or high.")
          String level,
      @Option(
              names = "--since",
              paramLabel = "TIME",
              description = "Only reports from this time on, e.g. 2026-11-29T08:00:00Z.")
          Instant since) {
    return new ListOutput(spec, options)
        .print(
            new ListedPages(options.connect(Component.MASTER), "risks")
                .with("subject", subject)
                .with("level", level)
                .with("since", since),
            "subject",
            "level",
            "state",
            "reason",
            "reported_by",
            "until");
  }

  @Command(
      description = {
        "Says as an officer that a subject is of this risk, until a time.",
        "What policies deny at this risk ends at once, wherever it is under way."
      })
  int report(
      @Mixin OperatorOptions officer,
      @Mixin Report report,
      @Option(
              names = "--level",
              paramLabel = "LEVEL",
              required = true,
              description = "low, medium or high.")
          String level,
      @Option(
              names = "--until",
              paramLabel = "TIME",
              required = true,
              description = "When the report is over, e.g. 2026-12-31T00:00:00Z; 90 days at most.")
          Instant until) {
    return OperatorJson.print(
        spec,
        officer
            .connect(OFFICER, Component.MASTER)
            .post(PATH, report.body(level).add("until", until.toString()).build()));
  }

  @Command(description = "Takes back, as an officer, what anybody has reported of a subject.")
  int clear(@Mixin OperatorOptions officer, @Mixin Report report) {
    return OperatorJson.print(
        spec, officer.connect(OFFICER, Component.MASTER).post(PATH, report.body("none").build()));
  }
}
