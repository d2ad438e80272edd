package org.bailiwick.master.workflow;

import static org.bailiwick.contract.problem.ProblemType.JOB_NOT_ACCEPTABLE;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.bailiwick.contract.problem.ProblemException;

/**
 * Converts steps to a workflow or refuses them with {@code job-not-acceptable}. This is the one
 * check of all plans, whatever made them, and the check of a stored plan. The number of steps is
 * limited, so that the graph and the union of the scopes are limited, too. A step cannot wait for
 * itself, directly or by a cycle.
 */
public final class WorkflowPlanner {

  private static final Pattern STEP_ID = Pattern.compile("[a-z0-9][a-z0-9_-]{0,39}");

  /** The greatest number of capabilities that a step's agent may use by calling other agents. */
  private static final int MAX_DELEGATES = 16;

  /**
   * The greatest size of the union of all scopes, which must fit into one token. A capability set
   * has the same limit.
   */
  private static final int MAX_CAPABILITIES = 100;

  private final int maxSteps;

  public WorkflowPlanner(int maxSteps) {
    if (maxSteps < 1) {
      throw new IllegalArgumentException("max-steps must be at least 1");
    }
    this.maxSteps = maxSteps;
  }

  public Workflow plan(List<StepRequest> steps) {
    if (steps.isEmpty() || steps.size() > maxSteps) {
      throw refused("step-count", "A job has 1 to " + maxSteps + " steps.");
    }
    Map<String, StepRequest> byId = new LinkedHashMap<>();
    for (StepRequest step : steps) {
      requireForm(step);
      if (byId.put(step.id(), step) != null) {
        throw refused("step-id-repeated", "Step " + step.id() + " occurs twice.");
      }
    }
    for (StepRequest step : steps) {
      requireKnown(step, byId.keySet());
    }
    requireFewCapabilities(steps);
    new FlowCheck(maxSteps).require(steps);
    return new Workflow(steps, order(byId));
  }

  private static void requireForm(StepRequest step) {
    if (!STEP_ID.matcher(step.id()).matches()) {
      throw refused("step-id-form", "A step id has 1 to 40 of the characters a-z, 0-9, _ and -.");
    }
    if (step.delegates().texts().size() > MAX_DELEGATES) {
      throw refused(
          "delegate-count",
          "Step " + step.id() + " has more than " + MAX_DELEGATES + " delegates.");
    }
  }

  private static void requireKnown(StepRequest step, Set<String> ids) {
    Set<String> seen = new HashSet<>();
    for (String before : step.after()) {
      if (before.equals(step.id())) {
        throw refused("step-after-itself", "Step " + step.id() + " waits for itself.");
      }
      if (!ids.contains(before)) {
        throw refused(
            "step-unknown", "Step " + step.id() + " waits for a step that does not exist.");
      }
      if (!seen.add(before)) {
        throw refused("after-repeated", "Step " + step.id() + " waits for one step twice.");
      }
    }
  }

  private static void requireFewCapabilities(List<StepRequest> steps) {
    Set<String> texts = new HashSet<>();
    for (StepRequest step : steps) {
      texts.add(step.capability().text());
      texts.addAll(step.delegates().texts());
    }
    if (texts.size() > MAX_CAPABILITIES) {
      throw refused("capability-count", "A job uses at most 100 different capabilities.");
    }
  }

  /** Kahn's algorithm, linear in steps and edges. A step that never becomes ready is on a cycle. */
  private static List<StepRequest> order(Map<String, StepRequest> byId) {
    Map<String, Integer> open = new HashMap<>();
    Map<String, List<String>> next = new HashMap<>();
    Deque<String> ready = new ArrayDeque<>();
    for (StepRequest step : byId.values()) {
      open.put(step.id(), step.after().size());
      step.after()
          .forEach(before -> next.computeIfAbsent(before, k -> new ArrayList<>()).add(step.id()));
      if (step.after().isEmpty()) {
        ready.add(step.id());
      }
    }
    List<StepRequest> order = new ArrayList<>();
    while (!ready.isEmpty()) {
      String id = ready.remove();
      order.add(byId.get(id));
      for (String after : next.getOrDefault(id, List.of())) {
        if (open.merge(after, -1, Integer::sum) == 0) {
          ready.add(after);
        }
      }
    }
    if (order.size() < byId.size()) {
      throw refused("step-cycle", "The steps wait for each other in a cycle.");
    }
    return order;
  }

  private static ProblemException refused(String check, String detail) {
    return new ProblemException(JOB_NOT_ACCEPTABLE, check, detail);
  }
}
