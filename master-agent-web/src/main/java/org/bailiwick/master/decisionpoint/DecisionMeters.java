package org.bailiwick.master.decisionpoint;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import org.bailiwick.policy.application.ApplicationDecisions;
import org.bailiwick.policy.authzen.Evaluation;
import org.bailiwick.policy.authzen.EvaluationAnswer;
import org.bailiwick.policy.authzen.Evaluator;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/**
 * Counts and times decisions by application, action and outcome. An action that the policies do not
 * know is counted as {@code unknown}, since an asker could otherwise make any number of metrics.
 */
@Dependent
class DecisionMeters {
  private static final String NAME = "master_access_decisions";

  private final MetricRegistry metrics;

  @Inject
  DecisionMeters(MetricRegistry metrics) {
    this.metrics = metrics;
  }

  /** The same evaluator, measured. */
  Evaluator measured(Evaluator evaluator, ApplicationDecisions decisions, String application) {
    return question -> {
      long before = System.nanoTime();
      EvaluationAnswer answer = evaluator.answer(question);
      Duration took = Duration.ofNanos(System.nanoTime() - before);
      metrics
          .timer(
              NAME,
              new Tag("application", decisions.applications().contains(application)
                  ? application
                  : "unknown"),
              new Tag("action", action(question, decisions, application)),
              new Tag("outcome", answer.decision() ? "permit" : "deny"))
          .update(took);
      return answer;
    };
  }

  private static String action(
      Evaluation question, ApplicationDecisions decisions, String application) {
    return decisions.actions(application).contains(question.action().name())
        ? question.action().name()
        : "unknown";
  }
}
