package org.bailiwick.master.compensation;

import java.util.List;
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
    return with(workflow.scope(), workflow.steps(), catalogue);
  }

  /**
   * What the caller must have for the whole job. For the steps of a named workflow this is the
   * workflow alone, whose reviewed file says what is done, as the catalogue says what undoes it.
   */
  public static CapabilitySet rights(Workflow workflow, Catalogue catalogue) {
    List<StepRequest> own =
        workflow.steps().stream().filter(step -> step.flow().right().isEmpty()).toList();
    return with(workflow.rights(), own, catalogue);
  }

  private static CapabilitySet with(
      CapabilitySet scope, List<StepRequest> steps, Catalogue catalogue) {
    Set<String> texts = new TreeSet<>(scope.texts());
    for (StepRequest step : steps) {
      catalogue
          .find(step.capability())
          .flatMap(CapabilityType::compensatedBy)
          .map(Capability::text)
          .ifPresent(texts::add);
    }
    return CapabilitySet.parse(texts);
  }
}
