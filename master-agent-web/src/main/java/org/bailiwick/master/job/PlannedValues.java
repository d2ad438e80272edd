package org.bailiwick.master.job;

import java.util.Map;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.catalogue.UnsuitableValue;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.master.workflow.Workflow;

/** Checks a plan against the catalogue: its capabilities, and the inputs that are known now. */
record PlannedValues(Catalogue catalogue) {

  /**
   * Refuses a plan whose capabilities need an entry and have none, or whose inputs are not of their
   * types.
   *
   * @param inputs JSON texts by step
   */
  void requireAll(Workflow workflow, Map<String, String> inputs) {
    catalogue.requireAll(workflow.scope());
    for (StepRequest step : workflow.steps()) {
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
}
