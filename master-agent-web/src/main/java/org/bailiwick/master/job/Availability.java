package org.bailiwick.master.job;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.callout.AssetCallers;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.inventory.AssetName;
import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.master.inventory.KnownDomain;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.master.workflow.Workflow;

/**
 * Checks that there is somebody for each step: an agent of this domain for each capability that it
 * needs, or the partner domain that the step names.
 */
record Availability(AgentInventory inventory, AssetCallers callers) {

  /** Refuses a job if capabilities have nobody, and names these capabilities. */
  void requireAll(Workflow workflow) {
    inventory.requireFresh();
    Set<Capability> here = new LinkedHashSet<>();
    for (StepRequest step : workflow.steps()) {
      if (step.domain().isPresent()) {
        requireDomain(workflow, step);
      } else {
        workflow.stepScope(step).forEach(here::add);
      }
    }
    List<String> missing = new ArrayList<>();
    for (Capability capability : here) {
      if (!inventory.isAvailable(capability)) {
        missing.add(capability.text() + why(capability));
      }
    }
    if (!missing.isEmpty()) {
      throw refused(
          "capability-not-available",
          "No agent is available for " + String.join(", ", missing) + ".");
    }
  }

  /** These capabilities, or narrower ones, that agents have now, in the order of their texts. */
  List<Capability> within(List<Capability> wanted, int most) {
    inventory.requireFresh();
    SortedSet<Capability> found = new TreeSet<>();
    for (Capability each : wanted) {
      found.addAll(inventory.availableWithin(each, most));
    }
    return found.stream().limit(most).toList();
  }

  private void requireDomain(Workflow workflow, StepRequest step) {
    AssetName name = AssetName.of(step.domain().orElseThrow());
    Optional<KnownDomain> domain = callers.find(name);
    if (domain.isEmpty()) {
      throw refused(
          callers.whyNot(name),
          "Step " + step.id() + " names a domain that takes no jobs of this one now.");
    }
    if (!domain.get().takes(workflow.stepScope(step))) {
      throw refused(
          "scope-untranslated",
          "A part of the scope of step " + step.id() + " has no word at the other domain.");
    }
    callers.domains().agent(); // without a credential for it, no step goes there
  }

  private String why(Capability capability) {
    return inventory.lastGone(capability).map(Availability::named).orElse("");
  }

  private static String named(KnownAgent agent) {
    String reason = agent.isQuarantined() ? "agent-quarantined" : "credential-revoked";
    return " (" + reason + ": " + agent.agent() + ")";
  }

  private static ProblemException refused(String check, String detail) {
    return new ProblemException(ProblemType.JOB_NOT_ACCEPTABLE, check, detail);
  }
}
