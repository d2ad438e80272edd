package org.bailiwick.master.stepflow;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.StepRecord;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.master.workflow.Workflow;

/** How far the steps of a job are: begun, done, skipped, and repeated for which items. */
public final class JobFlow {

  private final Workflow workflow;
  private final Set<String> over = new HashSet<>();
  private final Set<String> begun = new HashSet<>();
  private final Set<String> skipped = new HashSet<>();
  private final Map<String, List<StepRequest>> instances = new HashMap<>();
  private final Set<String> collected = new HashSet<>();

  /** As far as the rows of the job's steps say, in their order. */
  public JobFlow(Workflow workflow, List<StepRecord> rows) {
    this.workflow = workflow;
    Map<String, List<StepRequest>> repeated = new HashMap<>();
    for (StepRecord row : rows) {
      if (row.state() == ExecutionState.DONE) {
        done(row.stepId());
      }
      if (row.state() == ExecutionState.SKIPPED) {
        skip(row.stepId());
      }
      String planned = row.planStep().orElse(row.stepId());
      if (!planned.equals(row.stepId())) {
        List<StepRequest> items = repeated.computeIfAbsent(planned, id -> new ArrayList<>());
        items.add(StepFlows.instance(workflow.step(planned), items.size()));
      }
    }
    repeated.forEach(this::repeat);
  }

  /** The steps and instances that may begin now. Each is returned once. */
  public synchronized List<StepRequest> takeReady() {
    List<StepRequest> ready = new ArrayList<>(workflow.ready(over, begun));
    for (List<StepRequest> each : instances.values()) {
      each.stream().filter(instance -> !begun.contains(instance.id())).forEach(ready::add);
    }
    ready.forEach(step -> begun.add(step.id()));
    return ready;
  }

  /** All steps of the plan, and the instances of repeated ones. */
  public synchronized List<StepRequest> steps() {
    List<StepRequest> all = new ArrayList<>(workflow.planned());
    instances.values().forEach(all::addAll);
    return all;
  }

  /** Whether each step of the plan is done or skipped. */
  public synchronized boolean isComplete() {
    return workflow.steps().stream().allMatch(step -> over.contains(step.id()));
  }

  /** A step or an instance is done. */
  public synchronized void done(String stepId) {
    begun.add(stepId);
    over.add(stepId);
  }

  /** A step is skipped. */
  public synchronized void skip(String stepId) {
    done(stepId);
    skipped.add(stepId);
  }

  /** The steps that are skipped. */
  public synchronized Set<String> skipped() {
    return Set.copyOf(skipped);
  }

  public synchronized boolean isOver(String stepId) {
    return over.contains(stepId);
  }

  /** A step is done by these instances. */
  public synchronized void repeat(String stepId, List<StepRequest> items) {
    begun.add(stepId);
    instances.put(stepId, List.copyOf(items));
  }

  /** A repeated step, and its instances in the order of their items. */
  public record Repeated(StepRequest step, List<StepRequest> items) {}

  /** The repeated steps whose instances are all done. Each is returned once. */
  public synchronized List<Repeated> takeRepeated() {
    List<Repeated> taken = new ArrayList<>();
    for (StepRequest step : workflow.steps()) {
      List<StepRequest> items = instances.get(step.id());
      if (items != null
          && !over.contains(step.id())
          && items.stream().allMatch(item -> over.contains(item.id()))
          && collected.add(step.id())) {
        taken.add(new Repeated(step, items));
      }
    }
    return taken;
  }
}
