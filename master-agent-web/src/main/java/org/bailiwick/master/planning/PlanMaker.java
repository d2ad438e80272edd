package org.bailiwick.master.planning;

import static org.bailiwick.contract.problem.ProblemType.JOB_NOT_ACCEPTABLE;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.namedworkflow.NamedWorkflow;
import org.bailiwick.master.namedworkflow.NamedWorkflows;
import org.bailiwick.master.planledger.PlanOrigin;
import org.bailiwick.master.workflow.JobOrder;
import org.bailiwick.master.workflow.JobRequest;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.master.workflow.ValueSource;
import org.bailiwick.node.valuetype.TypeName;

/** Makes the steps of jobs, which the check of plans and the decision point see afterwards. */
public final class PlanMaker {

  private final Catalogue catalogue;
  private final NamedWorkflows workflows;
  private final int maxSteps;
  private final long maxInputs;

  /**
   * @param maxInputs the greatest number of characters of all inputs of a job
   */
  public PlanMaker(Catalogue catalogue, NamedWorkflows workflows, int maxSteps, long maxInputs) {
    this.catalogue = catalogue;
    this.workflows = workflows;
    this.maxSteps = maxSteps;
    this.maxInputs = maxInputs;
  }

  /**
   * The job with its steps.
   *
   * @param caller its name
   * @param held what the caller may have done
   * @throws ProblemException job-not-acceptable; dependency-unavailable while a fault hides a
   *     workflow or an entry of the catalogue
   */
  public PreparedPlan prepare(JobRequest request, String caller, CapabilitySet held) {
    WorkflowExpansion expansion =
        new WorkflowExpansion(workflows, this::requireInput, held, maxSteps);
    return switch (request.order()) {
      case JobOrder.Steps steps -> {
        WorkflowExpansion.Expanded expanded = expansion.of(request.steps(), request.inputs());
        PlanOrigin origin = PlanOrigin.ofCaller(caller);
        yield new PreparedPlan(known(request, expanded), origin, expansion.used());
      }
      case JobOrder.Named named -> {
        NamedWorkflow workflow = require(named.workflow());
        WorkflowExpansion.Expanded expanded = expansion.of(workflow, request.input());
        PlanOrigin origin = PlanOrigin.ofWorkflow(workflow.name().text(), workflow.sha256());
        yield new PreparedPlan(known(request, expanded), origin, expansion.used());
      }
      case JobOrder.Goal goal -> {
        goal.inputs().forEach((type, value) -> catalogue.requireValue(type(type), value));
        WorkflowExpansion.Expanded found = new GoalPlanner(catalogue, held).plan(goal);
        yield new PreparedPlan(known(request, found), PlanOrigin.ofGoal(), new TreeMap<>());
      }
    };
  }

  private static TypeName type(String text) {
    return TypeName.parse(text);
  }

  private NamedWorkflow require(Capability name) {
    return workflows
        .find(name)
        .orElseThrow(() -> refused("workflow-unknown", "The workflow does not exist."));
  }

  private void requireInput(NamedWorkflow workflow, String input) {
    if (catalogue.isKept()) {
      catalogue.requireValue(workflow.input(), input);
    }
  }

  /** The job, in whose inputs are the values that are known: those of the job's own input. */
  private JobRequest known(JobRequest request, WorkflowExpansion.Expanded expanded) {
    List<StepRequest> steps = new ArrayList<>();
    Map<String, String> inputs = new HashMap<>();
    long length = 0;
    for (StepRequest step : expanded.steps()) {
      Map<String, String> values = new TreeMap<>();
      SortedMap<String, ValueSource> later = new TreeMap<>();
      step.flow()
          .inputFrom()
          .ifPresent(
              sources ->
                  sources.forEach(
                      (name, source) -> {
                        if (source instanceof ValueSource.OfInput of) {
                          values.put(name, value(request, of));
                        } else {
                          later.put(name, source);
                        }
                      }));
      boolean isNamed = step.flow().inputFrom().isPresent();
      steps.add(isNamed ? step.with(step.flow().withInputFrom(later)) : step);
      String base = expanded.inputs().getOrDefault(step.id(), "{}");
      String input = InputText.with(step.id(), base, values);
      InputText.requireFree(step.id(), input, later.keySet());
      requireItem(step, input);
      inputs.put(step.id(), input);
      length += input.length();
      if (length > maxInputs) {
        throw refused("job-inputs-too-long", "The inputs of the job's steps are too long.");
      }
    }
    return request.with(steps, inputs);
  }

  private static String value(JobRequest request, ValueSource.OfInput source) {
    return source
        .pointer()
        .find(request.input())
        .orElseThrow(
            () -> refused("job-input-missing", "The job's input lacks " + source.pointer() + "."));
  }

  /** An item is the whole input of its instance, unless the step says where members come from. */
  private static void requireItem(StepRequest step, String input) {
    if (step.flow().forEach().isPresent()
        && step.flow().inputFrom().isEmpty()
        && !input.equals("{}")) {
      throw refused(
          "for-each-input", "Step " + step.id() + " has an input beside that of each item.");
    }
  }

  static ProblemException refused(String check, String detail) {
    return new ProblemException(JOB_NOT_ACCEPTABLE, check, detail);
  }
}
