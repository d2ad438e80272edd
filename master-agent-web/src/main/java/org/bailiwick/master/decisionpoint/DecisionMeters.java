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
 * Counts and times decisions by application, action and outcome. What the policies do not know is
 * counted as {@code unknown}, since an asker could otherwise make any number of metrics.
 */
@Dependent
class DecisionMeters {
  private static final String NAME = "master_access_decisions";
  private static final String UNKNOWN = "unknown";

  /** Takes one measurement. */
  interface Sink {
    void took(Measured measured, Duration time);
  }

  /** What was decided; outcome is permit or deny. */
  record Measured(String application, String action, String outcome) {}

  private final Sink sink;

  @Inject
  DecisionMeters(MetricRegistry metrics) {
    this(
        (measured, time) ->
            metrics
                .timer(
                    NAME,
                    new Tag("application", measured.application()),
                    new Tag("action", measured.action()),
                    new Tag("outcome", measured.outcome()))
                .update(time));
  }

  DecisionMeters(Sink sink) {
    this.sink = sink;
  }

  /** The same evaluator, measured. */
  Evaluator measured(Evaluator evaluator, ApplicationDecisions decisions, String application) {
    return question -> {
      long before = System.nanoTime();
      EvaluationAnswer answer = evaluator.answer(question);
      Duration time = Duration.ofNanos(System.nanoTime() - before);
      sink.took(measured(question, answer, decisions, application), time);
      return answer;
    };
  }

  private static Measured measured(
      Evaluation question,
      EvaluationAnswer answer,
      ApplicationDecisions decisions,
      String application) {
    String action = question.action().name();
    return new Measured(
        decisions.applications().contains(application) ? application : UNKNOWN,
        decisions.actions(application).contains(action) ? action : UNKNOWN,
        answer.decision() ? "permit" : "deny");
  }
}
