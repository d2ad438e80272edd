package org.bailiwick.master.planning;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.workflow.JobOrder;
import org.bailiwick.master.workflow.Pointer;
import org.bailiwick.master.workflow.StepFlow;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.master.workflow.ValueSource;
import org.bailiwick.node.catalogue.CapabilityType;
import org.bailiwick.node.valuetype.TypeName;

/**
 * Finds the steps that lead from values of some types to values of others, by the types of the
 * catalogue and within the caller's scope. The plan has as few steps as possible. Among plans of
 * the same size it takes the one whose capabilities come first, so that the same request has the
 * same plan as long as the catalogue is the same. No agent and no model is asked.
 */
final class GoalPlanner {
  private static final int MOST_STEPS = 12;
  private static final int MOST_STATES = 20_000;
  private static final int NAME_LENGTH = 30;

  private final Catalogue catalogue;
  private final CapabilitySet held;

  GoalPlanner(Catalogue catalogue, CapabilitySet held) {
    this.catalogue = catalogue;
    this.held = held;
  }

  /** A capability that the caller may have used, with its types. */
  private record Action(Capability capability, String input, String output) {}

  /** Types of which there is a value, and the actions that led there. */
  private record State(Set<String> types, List<Action> actions) {}

  WorkflowExpansion.Expanded plan(JobOrder.Goal goal) {
    if (!catalogue.isKept()) {
      throw PlanMaker.refused("goal-without-catalogue", "This domain plans no goals.");
    }
    Set<String> wanted = new TreeSet<>();
    for (String output : goal.outputs()) {
      wanted.add(TypeName.parse(output).text());
    }
    if (goal.inputs().keySet().containsAll(wanted)) {
      throw PlanMaker.refused("goal-met", "The inputs of the goal are all that it wants.");
    }
    return steps(search(new TreeSet<>(goal.inputs().keySet()), wanted), goal);
  }

  /** The actions in the order of their names; of each, the widest that the caller has. */
  private List<Action> actions() {
    List<Action> actions = new ArrayList<>();
    for (CapabilityType entry : catalogue.current().all()) {
      widest(entry.capability())
          .ifPresent(
              capability ->
                  actions.add(new Action(capability, entry.input().text(), entry.output().text())));
    }
    return actions;
  }

  private Optional<Capability> widest(Capability named) {
    return held.covers(named)
        ? Optional.of(named)
        : held.stream().filter(named::covers).findFirst();
  }

  /** Breadth first, so that the first state with all wanted types has the fewest actions. */
  private List<Action> search(Set<String> given, Set<String> wanted) {
    List<Action> actions = actions();
    Set<Set<String>> seen = new HashSet<>(List.of(given));
    Deque<State> open = new ArrayDeque<>(List.of(new State(given, List.of())));
    while (!open.isEmpty()) {
      State state = open.remove();
      if (state.types().containsAll(wanted)) {
        return state.actions();
      }
      if (state.actions().size() < MOST_STEPS) {
        for (Action action : actions) {
          next(state, action).filter(next -> seen.add(next.types())).ifPresent(open::add);
        }
      }
      if (seen.size() > MOST_STATES) {
        throw PlanMaker.refused(
            "goal-search-bound", "The goal has too many ways; post the steps or a workflow.");
      }
    }
    throw PlanMaker.refused(
        "goal-unreachable",
        "No steps within the caller's scope lead from the inputs to the outputs of the goal.");
  }

  private static Optional<State> next(State state, Action action) {
    if (!state.types().contains(action.input()) || state.types().contains(action.output())) {
      return Optional.empty();
    }
    Set<String> types = new TreeSet<>(state.types());
    types.add(action.output());
    List<Action> actions = new ArrayList<>(state.actions());
    actions.add(action);
    return Optional.of(new State(types, actions));
  }

  /** Each step takes its whole input from the goal, or from the step that has its type. */
  private static WorkflowExpansion.Expanded steps(List<Action> actions, JobOrder.Goal goal) {
    Map<String, String> producers = new HashMap<>();
    List<StepRequest> steps = new ArrayList<>();
    Map<String, String> inputs = new HashMap<>();
    for (Action action : actions) {
      String id = id(steps.size() + 1, action.capability());
      SortedMap<String, ValueSource> sources = new TreeMap<>();
      List<String> after = new ArrayList<>();
      String producer = producers.get(action.input());
      if (producer == null) {
        inputs.put(id, goal.inputs().get(action.input()));
      } else {
        sources.put(StepFlow.WHOLE_INPUT, new ValueSource.OfStep(producer, Pointer.WHOLE));
        after.add(producer);
        inputs.put(id, "{}");
      }
      steps.add(
          new StepRequest(id, action.capability(), after, CapabilitySet.of())
              .with(StepFlow.NONE.withInputFrom(sources)));
      producers.put(action.output(), id);
    }
    return new WorkflowExpansion.Expanded(steps, inputs);
  }

  private static String id(int number, Capability capability) {
    String name = capability.name().replace('.', '-');
    return number + "-" + name.substring(0, Math.min(NAME_LENGTH, name.length()));
  }
}
