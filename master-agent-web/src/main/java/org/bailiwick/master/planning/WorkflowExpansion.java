package org.bailiwick.master.planning;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.master.namedworkflow.NamedWorkflow;
import org.bailiwick.master.namedworkflow.NamedWorkflows;
import org.bailiwick.master.workflow.Pointer;
import org.bailiwick.master.workflow.StepFlow;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.master.workflow.ValueSource;

/**
 * Replaces steps that use a named workflow by the workflow's steps. Workflows may use others, to a
 * depth of 4 and never themselves; the number of steps is bounded at each level, so that small
 * files cannot make a large plan.
 */
final class WorkflowExpansion {
  private static final int MAX_DEPTH = 4;

  private final NamedWorkflows workflows;
  private final Inputs inputs;
  private final CapabilitySet held;
  private final int maxSteps;
  private final SortedMap<String, String> used = new TreeMap<>();

  /** Checks the input of a workflow, as far as it is known. */
  interface Inputs {
    void require(NamedWorkflow workflow, String input);
  }

  /** {@code held} is what the caller may have done. */
  WorkflowExpansion(NamedWorkflows workflows, Inputs inputs, CapabilitySet held, int maxSteps) {
    this.workflows = workflows;
    this.inputs = inputs;
    this.held = held;
    this.maxSteps = maxSteps;
  }

  /** Steps without workflows, and their inputs. */
  record Expanded(List<StepRequest> steps, Map<String, String> inputs) {}

  /** What takes the place of a step: the last steps of its workflow, and where its result is. */
  private record Replaced(List<String> last, String step, Pointer pointer) {}

  /** The steps of a workflow in their place, and where its result is. */
  private record Inner(List<BoundStep.Placed> steps, String output, Pointer pointer) {

    Replaced replaced(BoundStep place) {
      Set<String> awaited = new HashSet<>();
      steps.forEach(each -> awaited.addAll(each.step().after()));
      List<String> last =
          steps.stream().map(each -> each.step().id()).filter(id -> !awaited.contains(id)).toList();
      return new Replaced(last, place.id(output), pointer);
    }
  }

  /** Steps without workflows, their inputs, and what took the place of those that used one. */
  private record Level(
      List<StepRequest> steps, Map<String, String> inputs, Map<String, Replaced> replaced) {}

  /** The digests of the files that were used, by name. */
  SortedMap<String, String> used() {
    return used;
  }

  /** The steps of the caller. */
  Expanded of(List<StepRequest> steps, Map<String, String> theirInputs) {
    Level level = expand(new Expanded(steps, theirInputs), List.of());
    return new Expanded(level.steps(), level.inputs());
  }

  /** The steps of a workflow that is the whole job. */
  Expanded of(NamedWorkflow workflow, String input) {
    inputs.require(workflow, input);
    StepRequest job =
        new StepRequest("", workflow.name(), List.of(), CapabilitySet.of()).with(StepFlow.STORED);
    List<StepRequest> steps = new ArrayList<>();
    Map<String, String> placed = new HashMap<>();
    place(workflow, new BoundStep(job, input, ""), List.of())
        .steps()
        .forEach(each -> add(each, steps, placed));
    return new Expanded(steps, placed);
  }

  private Level expand(Expanded level, List<Capability> above) {
    List<StepRequest> steps = new ArrayList<>();
    Map<String, String> placed = new HashMap<>();
    Map<String, Replaced> replaced = new HashMap<>();
    for (StepRequest step : level.steps()) {
      String input = level.inputs().getOrDefault(step.id(), "{}");
      Optional<NamedWorkflow> workflow = workflows.find(step.capability());
      if (workflow.isEmpty()) {
        add(new BoundStep.Placed(step, input), steps, placed);
        continue;
      }
      requirePlain(step);
      if (step.flow().inputFrom().filter(sources -> !sources.isEmpty()).isEmpty()) {
        inputs.require(workflow.get(), input);
      }
      BoundStep place = new BoundStep(step, input, step.id() + "-");
      Inner inner = place(workflow.get(), place, above);
      inner.steps().forEach(each -> add(each, steps, placed));
      replaced.put(step.id(), inner.replaced(place));
    }
    List<StepRequest> followed = steps.stream().map(step -> follow(step, replaced)).toList();
    return new Level(followed, placed, replaced);
  }

  private void add(
      BoundStep.Placed each, List<StepRequest> steps, Map<String, String> placedInputs) {
    steps.add(each.step());
    placedInputs.put(each.step().id(), each.input());
    if (steps.size() > maxSteps) {
      throw PlanMaker.refused("step-count", "A job has 1 to " + maxSteps + " steps.");
    }
  }

  private Inner place(NamedWorkflow workflow, BoundStep place, List<Capability> above) {
    if (above.contains(workflow.name())) {
      throw PlanMaker.refused(
          "workflow-cycle", "The workflow " + workflow.name() + " uses itself.");
    }
    if (above.size() >= MAX_DEPTH) {
      throw PlanMaker.refused(
          "workflow-depth", "Workflows use others to a depth of " + MAX_DEPTH + " only.");
    }
    List<Capability> stack = new ArrayList<>(above);
    stack.add(workflow.name());
    used.put(workflow.name().text(), workflow.sha256());
    Level inner = expand(new Expanded(workflow.steps(), workflow.inputs()), stack);
    Optional<Capability> right = above.isEmpty() ? right(workflow, inner) : Optional.empty();
    List<BoundStep.Placed> steps =
        inner.steps().stream()
            .map(step -> step.with(step.flow().withRight(right)))
            .map(step -> place.place(step, inner.inputs().getOrDefault(step.id(), "{}")))
            .toList();
    NamedWorkflow.Output output = workflow.output();
    Replaced by = inner.replaced().get(output.step());
    return by == null
        ? new Inner(steps, output.step(), output.pointer())
        : new Inner(steps, by.step(), by.pointer().then(output.pointer()));
  }

  /**
   * The caller needs the workflow's name alone. A caller that has all of its steps needs no name;
   * one that has neither is told of the name only.
   */
  private Optional<Capability> right(NamedWorkflow workflow, Level inner) {
    boolean hasSteps =
        inner.steps().stream()
            .allMatch(step -> held.covers(step.capability()) && held.covers(step.delegates()));
    return hasSteps && !held.covers(workflow.name())
        ? Optional.empty()
        : Optional.of(workflow.name());
  }

  private static void requirePlain(StepRequest step) {
    if (step.domain().isPresent()
        || !step.delegates().isEmpty()
        || step.flow().forEach().isPresent()) {
      throw PlanMaker.refused(
          "workflow-step-form",
          "Step " + step.id() + " uses a workflow and has domain, delegates or for_each.");
    }
  }

  /** The step, waiting for the steps of workflows instead of the steps that used them. */
  private static StepRequest follow(StepRequest step, Map<String, Replaced> replaced) {
    if (step.after().stream().noneMatch(replaced::containsKey)) {
      return step;
    }
    if (step.flow().inputFrom().isEmpty() && step.flow().forEach().isEmpty()) {
      throw PlanMaker.refused(
          "workflow-result-unnamed",
          "Step " + step.id() + " waits for a workflow and has no input_from.");
    }
    StepFlow flow =
        new StepFlow(
            step.flow().inputFrom().map(sources -> follow(sources, replaced)),
            step.flow().when().map(each -> follow(each, replaced)),
            step.flow().forEach().map(each -> follow(each, replaced)),
            step.flow().right());
    Set<String> after = new LinkedHashSet<>();
    for (String id : step.after()) {
      after.addAll(replaced.containsKey(id) ? replaced.get(id).last() : List.of(id));
    }
    after.addAll(flow.needs());
    return new StepRequest(
        step.id(), step.capability(), List.copyOf(after), step.delegates(), step.domain(), flow);
  }

  private static SortedMap<String, ValueSource> follow(
      SortedMap<String, ValueSource> sources, Map<String, Replaced> replaced) {
    SortedMap<String, ValueSource> followed = new TreeMap<>();
    sources.forEach((name, source) -> followed.put(name, follow(source, replaced)));
    return followed;
  }

  private static ValueSource follow(ValueSource source, Map<String, Replaced> replaced) {
    if (!(source instanceof ValueSource.OfStep of) || !replaced.containsKey(of.step())) {
      return source;
    }
    Replaced by = replaced.get(of.step());
    return new ValueSource.OfStep(by.step(), by.pointer().then(of.pointer()));
  }

  private static StepFlow.Condition follow(
      StepFlow.Condition condition, Map<String, Replaced> replaced) {
    Replaced by = replaced.get(condition.step());
    return by == null
        ? condition
        : new StepFlow.Condition(
            by.step(), by.pointer().then(condition.pointer()), condition.equal());
  }

  private static StepFlow.Repetition follow(
      StepFlow.Repetition repetition, Map<String, Replaced> replaced) {
    Replaced by = replaced.get(repetition.step());
    return by == null
        ? repetition
        : new StepFlow.Repetition(
            by.step(), by.pointer().then(repetition.pointer()), repetition.max());
  }
}
