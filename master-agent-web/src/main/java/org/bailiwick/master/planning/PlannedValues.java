package org.bailiwick.master.planning;

import java.util.Map;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.catalogue.UnsuitableValue;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.master.workflow.Workflow;

/** Checks a plan against the catalogue: its capabilities, and the inputs that are known now. */
public record PlannedValues(Catalogue catalogue) {

  /**
   * Refuses a plan whose capabilities need an entry and have none, or whose inputs are not of their
   * types.
   *
   * @param inputs JSON texts by step
   */
  public void requireAll(Workflow workflow, Map<String, String> inputs) {
    catalogue.requireAll(workflow.scope());
    for (StepRequest step : workflow.steps()) {
      if (!isKnown(step)) {
        continue; // its input is checked before its call
      }
      try {
        catalogue.requireInput(step.capability(), inputs.getOrDefault(step.id(), "{}"));
      } catch (UnsuitableValue e) {
        throw new ProblemException(
            ProblemType.JOB_NOT_ACCEPTABLE,
            Catalogue.INPUT,
            "The input of step " + step.id() + " is not of its type (" + e.reason() + ").",
            e);
      }
    }
  }

  private static boolean isKnown(StepRequest step) {
    return step.flow().forEach().isEmpty()
        && step.flow().inputFrom().filter(sources -> !sources.isEmpty()).isEmpty();
  }
}
