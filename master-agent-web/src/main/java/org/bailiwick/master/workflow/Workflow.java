package org.bailiwick.master.workflow;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bailiwick.contract.capability.CapabilitySet;

/**
 * A checked plan, whose steps are in an order in which each step comes after the steps that it
 * waits for. Only {@link WorkflowPlanner} makes a workflow, so the ids are unique, the references
 * exist and there is no cycle, whatever made the plan.
 */
public final class Workflow {

  private final List<StepRequest> planned;
  private final Map<String, StepRequest> ordered;

  /** {@code order} has the steps of {@code planned}, each after those that it waits for. */
  Workflow(List<StepRequest> planned, List<StepRequest> order) {
    this.planned = List.copyOf(planned);
    Map<String, StepRequest> steps = new LinkedHashMap<>();
    order.forEach(step -> steps.put(step.id(), step));
    this.ordered = steps;
  }

  /** All steps in the order of the plan. */
  public List<StepRequest> planned() {
    return planned;
  }

  /** All steps, each after the steps that it waits for. */
  public List<StepRequest> steps() {
    return List.copyOf(ordered.values());
  }

  /** The steps that have not begun and that wait for no unfinished step. */
  public List<StepRequest> ready(Set<String> done, Set<String> begun) {
    return ordered.values().stream()
        .filter(step -> !begun.contains(step.id()) && done.containsAll(step.after()))
        .toList();
  }

  /** The step of this id, which the plan must have. */
  public StepRequest step(String id) {
    return Optional.ofNullable(ordered.get(id)).orElseThrow();
  }

  /** The scope of the job: the capabilities and the delegates of all steps. */
  public CapabilitySet scope() {
    Set<String> texts = new TreeSet<>();
    for (StepRequest step : ordered.values()) {
      texts.addAll(stepScope(step).texts());
    }
    return CapabilitySet.parse(texts);
  }

  /** The scope of one step: its capability and its delegates only. */
  public CapabilitySet stepScope(StepRequest step) {
    Set<String> texts = new TreeSet<>(step.delegates().texts());
    texts.add(step.capability().text());
    return CapabilitySet.parse(texts);
  }

  /**
   * What the caller must have for a step: the named workflow from whose reviewed file it comes, or
   * else the scope of the step.
   */
  public CapabilitySet stepRight(StepRequest step) {
    return step.flow().right().map(CapabilitySet::of).orElseGet(() -> stepScope(step));
  }

  /** What the caller must have for the whole job. */
  public CapabilitySet rights() {
    Set<String> texts = new TreeSet<>();
    for (StepRequest step : ordered.values()) {
      texts.addAll(stepRight(step).texts());
    }
    return CapabilitySet.parse(texts);
  }
}
