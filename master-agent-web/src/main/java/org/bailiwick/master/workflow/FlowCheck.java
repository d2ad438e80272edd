package org.bailiwick.master.workflow;

import static org.bailiwick.contract.problem.ProblemType.JOB_NOT_ACCEPTABLE;

import java.util.List;
import org.bailiwick.contract.problem.ProblemException;

/**
 * Checks what a plan says of its steps besides their order: each value comes from a step that is
 * over by then, and repetitions are bounded before anything runs. Instances count as steps, so that
 * a plan cannot lead to more calls than a job may have steps.
 */
final class FlowCheck {

  private final int maxSteps;

  FlowCheck(int maxSteps) {
    this.maxSteps = maxSteps;
  }

  void require(List<StepRequest> steps) {
    long calls = 0;
    for (StepRequest step : steps) {
      requireSources(step);
      step.flow().forEach().ifPresent(repetition -> requireBound(step, repetition));
      calls += step.flow().calls();
    }
    if (calls > maxSteps) {
      throw refused(
          "call-count",
          "The steps and the greatest numbers of their items are more than " + maxSteps + ".");
    }
  }

  private static void requireSources(StepRequest step) {
    for (String needed : step.flow().needs()) {
      if (!step.after().contains(needed)) {
        throw refused(
            "flow-step-not-before",
            "Step " + step.id() + " needs a value of a step that it does not wait for.");
      }
    }
    boolean hasWhole =
        step.flow().inputFrom().filter(map -> map.containsKey(StepFlow.WHOLE_INPUT)).isPresent();
    if (hasWhole && step.flow().sources().size() > 1) {
      throw refused(
          "flow-whole-input",
          "Step " + step.id() + " takes its whole input from one place, and parts from others.");
    }
    for (ValueSource source : step.flow().sources()) {
      if (source instanceof ValueSource.OfItem && step.flow().forEach().isEmpty()) {
        throw refused(
            "flow-item", "Step " + step.id() + " uses an item and is not repeated for each one.");
      }
      if (source instanceof ValueSource.OfInput) {
        throw refused("flow-input", "Step " + step.id() + " uses an input that the job lacks.");
      }
    }
  }

  private void requireBound(StepRequest step, StepFlow.Repetition repetition) {
    if (repetition.max() < 1 || repetition.max() > maxSteps) {
      throw refused(
          "for-each-max", "for_each of step " + step.id() + " has a max of 1 to " + maxSteps + ".");
    }
  }

  private static ProblemException refused(String check, String detail) {
    return new ProblemException(JOB_NOT_ACCEPTABLE, check, detail);
  }
}
