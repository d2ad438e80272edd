package org.bailiwick.master.compensation;

import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.master.workflow.Workflow;
import org.bailiwick.node.catalogue.CapabilityType;

/** The scope that a job needs to be executed, and to be undone as far as the catalogue says how. */
public final class CompensatedScope {

  private CompensatedScope() {}

  /** The capabilities and delegates of all steps, and those that undo what the steps do. */
  public static CapabilitySet of(Workflow workflow, Catalogue catalogue) {
    Set<String> texts = new TreeSet<>(workflow.scope().texts());
    for (StepRequest step : workflow.steps()) {
      undoing(step, catalogue).map(Capability::text).ifPresent(texts::add);
    }
    return CapabilitySet.parse(texts);
  }

  /**
   * What the caller must have for a job of this scope. For the steps of a named workflow that is
   * the workflow, whose reviewed file also decides that they are undone.
   */
  public static CapabilitySet rights(Workflow workflow, Catalogue catalogue) {
    Set<String> texts = new TreeSet<>(workflow.rights().texts());
    for (StepRequest step : workflow.steps()) {
      if (step.flow().right().isEmpty()) {
        undoing(step, catalogue).map(Capability::text).ifPresent(texts::add);
      }
    }
    return CapabilitySet.parse(texts);
  }

  private static Optional<Capability> undoing(StepRequest step, Catalogue catalogue) {
    return catalogue.find(step.capability()).flatMap(CapabilityType::compensatedBy);
  }
}
