package org.bailiwick.master.workflow;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.bailiwick.contract.capability.CapabilitySet;

/**
 * A checked plan: steps in an order in which each stands behind what it needs. Only {@link
 * WorkflowPlanner} makes one, so ids are unique, references are known and there is no cycle.
 */
public final class Workflow {

  private final JobRequest request;
  private final Map<String, StepRequest> ordered;

  Workflow(JobRequest request, List<StepRequest> order) {
    this.request = request;
    Map<String, StepRequest> steps = new LinkedHashMap<>();
    order.forEach(step -> steps.put(step.id(), step));
    this.ordered = steps;
  }

  public JobRequest request() {
    return request;
  }

  /** All steps, each after the steps that it waits for. */
  public List<StepRequest> steps() {
    return List.copyOf(ordered.values());
  }

  public StepRequest step(String id) {
    StepRequest step = ordered.get(id);
    if (step == null) {
      throw new IllegalArgumentException("no step " + id);
    }
    return step;
  }

  /** The steps that may begin: not begun yet, and all that they wait for is done. */
  public List<StepRequest> ready(Set<String> done, Set<String> begun) {
    return ordered.values().stream()
        .filter(step -> !begun.contains(step.id()) && done.containsAll(step.after()))
        .toList();
  }

  /** The scope of the whole job: every step's capability and every delegate. */
  public CapabilitySet scope() {
    Set<String> texts = new TreeSet<>();
    for (StepRequest step : ordered.values()) {
      texts.addAll(stepScope(step).texts());
    }
    return CapabilitySet.parse(texts);
  }

  /** The scope of one step: its capability and its delegates, without those of its siblings. */
  public CapabilitySet stepScope(StepRequest step) {
    Set<String> texts = new TreeSet<>(step.delegates().texts());
    texts.add(step.capability().text());
    return CapabilitySet.parse(texts);
  }
}
