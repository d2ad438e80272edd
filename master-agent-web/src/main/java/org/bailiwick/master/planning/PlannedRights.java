package org.bailiwick.master.planning;

import java.util.Optional;
import java.util.function.Supplier;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.parties.StepRights;
import org.bailiwick.master.planledger.StoredPlan;
import org.bailiwick.master.tokenledger.StepContext;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.master.workflow.Workflow;

/** The rights by which steps are done, from the signed plans of their jobs. */
public record PlannedRights(Supplier<JobJournal> journal) implements StepRights {

  @Override
  public Optional<CapabilitySet> of(StepContext context) {
    return journal
        .get()
        .find(context.jobId())
        .map(journal.get()::plan)
        .flatMap(plan -> right(plan, context));
  }

  private static Optional<CapabilitySet> right(StoredPlan plan, StepContext context) {
    return switch (plan) {
      case StoredPlan.Accepted accepted -> right(accepted.workflow(), context);
      case StoredPlan.Unreadable unreadable -> Optional.empty();
    };
  }

  private static Optional<CapabilitySet> right(Workflow workflow, StepContext context) {
    if (context.stepId().isEmpty()) {
      return Optional.of(workflow.rights());
    }
    String planned = context.stepId().get().replaceFirst("[.][0-9]+$", "");
    return workflow.planned().stream()
        .filter(step -> step.id().equals(planned))
        .findFirst()
        .flatMap(PlannedRights::right);
  }

  private static Optional<CapabilitySet> right(StepRequest step) {
    return step.flow().right().map(CapabilitySet::of);
  }
}
