package org.bailiwick.command.policy;

import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import org.bailiwick.command.audit.RecordedRows;
import org.bailiwick.command.home.Component;
import org.bailiwick.command.home.OperatorOptions;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.PolicyRefusedException;
import org.bailiwick.policy.review.Explanation;
import org.bailiwick.policy.review.ReviewedPolicies;
import org.bailiwick.policy.review.ShadowRun;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code policy explain}: why a question is decided as it is. */
@Command(
    name = "explain",
    description = {
      "Decides a question by the policies of FOLDER and says why: the policies that decided, those"
          + " that one part kept from it, and which parts of every other do not hold, with the facts"
          + " that are missing.",
      "Ends with 1 if FOLDER or the question is refused."
    })
final class ExplainCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;
  @Mixin private OperatorOptions auditor;

  @Parameters(paramLabel = "FOLDER", description = "Policy folder or file of a bundle.")
  private Path place;

  @ArgGroup(multiplicity = "1")
  private Asked asked;

  private static final class Asked {
    @Option(
        names = "--question",
        paramLabel = "FILE",
        description = "A question as JSON, in the form of tests beside policies.")
    private Path question;

    @Option(
        names = "--audit",
        paramLabel = "REQUEST-ID",
        description = "The decisions that running nodes have recorded for this request.")
    private String request;
  }

  @Override
  public Integer call() throws Exception {
    Report report = new Report(spec);
    return report.run(() -> explain(report));
  }

  private int explain(Report report) {
    ReviewedPolicies policies = PolicySource.read(place);
    if (asked.question != null) {
      print(report, Explanation.ofFile(policies, asked.question));
      return 0;
    }
    int[] found = {0};
    for (Component component : EnumSet.allOf(Component.class)) {
      RecordedRows.ofNode(
          auditor.connect("auditor-1", component),
          component,
          Optional.of(asked.request),
          row -> found[0] += recorded(report, row.toString(), policies));
    }
    if (found[0] == 0) {
      throw new PolicyRefusedException("no node has recorded a decision for this request");
    }
    return 0;
  }

  /** Explains a row and returns 1, or 0 if the row records no decision. */
  private static int recorded(Report report, String row, ReviewedPolicies policies) {
    return ShadowRun.questions(row, policies)
        .map(
            questions -> {
              questions.forEach(
                  question -> {
                    report.line(
                        "%s of %s on %s"
                            .formatted(
                                question.action(),
                                question.subject().id(),
                                question.resource().id()));
                    print(report, Explanation.of(policies, question));
                  });
              return 1;
            })
        .orElse(0);
  }

  private static void print(Report report, Explanation explanation) {
    Decision decision = explanation.decision();
    report.line(
        "%s: %s, by version %s"
            .formatted(
                decision instanceof Decision.Permit ? "permit" : "deny",
                String.join(" ", decision.reasons()),
                decision.policyVersion()));
    explanation.outside().ifPresent(why -> report.line("  %s".formatted(why)));
    print(report, "decided", explanation, Explanation.Judged::decided);
    print(
        report,
        "applies, but a forbid overrides it",
        explanation,
        policy -> policy.applies() == Explanation.Holds.YES && !policy.decided());
    print(
        report,
        "could not be evaluated",
        explanation,
        policy -> policy.applies() == Explanation.Holds.UNKNOWN && !policy.decided());
    print(report, "one part is missing", explanation, Explanation.Judged::nearly);
    print(
        report,
        "does not apply",
        explanation,
        policy -> policy.applies() == Explanation.Holds.NO && !policy.nearly());
  }

  private static void print(
      Report report, String how, Explanation explanation, Predicate<Explanation.Judged> which) {
    List<Explanation.Judged> policies = explanation.policies().stream().filter(which).toList();
    for (Explanation.Judged policy : policies) {
      report.line(
          "  %s: %s %s".formatted(how, policy.permits() ? "permit" : "forbid", policy.id()));
      for (Explanation.Part part : policy.decided() ? policy.parts() : policy.open()) {
        report.line("      %s: %s%s".formatted(holds(part.holds()), part.text(), facts(part)));
      }
    }
  }

  private static String holds(Explanation.Holds holds) {
    return switch (holds) {
      case YES -> "true";
      case NO -> "false";
      case UNKNOWN -> "cannot be told";
    };
  }

  private static String facts(Explanation.Part part) {
    StringBuilder facts = new StringBuilder();
    part.facts().forEach(fact -> facts.append("; ").append(fact));
    part.missing().forEach(name -> facts.append("; missing: ").append(name));
    if (part.missing().isEmpty() && !part.fault().isEmpty()) {
      facts.append("; ").append(part.fault());
    }
    return facts.toString();
  }
}
