package org.bailiwick.master.planning;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.bailiwick.master.workflow.Pointer;
import org.bailiwick.master.workflow.StepFlow;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.master.workflow.ValueSource;

/**
 * Puts a step of a workflow in the place of the step that uses the workflow: under an id of its
 * own, after what that step waits for, and with that step's values where it names the workflow's
 * input.
 */
final class BoundStep {

  private final StepRequest user;
  private final String userInput;
  private final String prefix;

  /**
   * @param user the step that uses the workflow
   * @param userInput its input as JSON text
   * @param prefix of the ids of the workflow's steps
   */
  BoundStep(StepRequest user, String userInput, String prefix) {
    this.user = user;
    this.userInput = userInput;
    this.prefix = prefix;
  }

  /** A step in its place, and its input. */
  record Placed(StepRequest step, String input) {}

  Placed place(StepRequest step, String input) {
    SortedMap<String, ValueSource> sources = new TreeMap<>();
    Map<String, String> known = new LinkedHashMap<>();
    step.flow()
        .inputFrom()
        .ifPresent(
            named ->
                named.forEach((name, source) -> put(name, source, new Values(sources, known))));
    StepFlow.Condition ofUser = user.flow().when().orElse(null);
    Optional<StepFlow.Condition> when =
        step.flow().when().map(this::inside).or(() -> Optional.ofNullable(ofUser));
    Optional<StepFlow.Repetition> forEach =
        step.flow()
            .forEach()
            .map(each -> new StepFlow.Repetition(id(each.step()), each.pointer(), each.max()));
    boolean isStored = step.flow().inputFrom().isEmpty() && step.flow().forEach().isPresent();
    StepFlow flow =
        new StepFlow(
            isStored ? Optional.empty() : Optional.of(sources), when, forEach, step.flow().right());
    Set<String> after = new LinkedHashSet<>(step.after().stream().map(this::id).toList());
    if (step.after().isEmpty()) {
      after.addAll(user.after());
    }
    after.addAll(flow.needs());
    return new Placed(
        new StepRequest(
            id(step.id()),
            step.capability(),
            List.copyOf(after),
            step.delegates(),
            step.domain(),
            flow),
        InputText.with(step.id(), input, known));
  }

  /** Where values of a step go: those of later results, and those that are known. */
  private record Values(SortedMap<String, ValueSource> sources, Map<String, String> known) {}

  private void put(String name, ValueSource source, Values values) {
    switch (source) {
      case ValueSource.OfStep of ->
          values.sources().put(name, new ValueSource.OfStep(id(of.step()), of.pointer()));
      case ValueSource.OfItem of -> values.sources().put(name, of);
      case ValueSource.OfInput of ->
          ofUser(of.pointer())
              .ifPresentOrElse(
                  outer -> values.sources().put(name, outer),
                  () -> values.known().put(name, literal(of.pointer())));
    }
  }

  /** The source from which the user's own input has the value, unless it is written there. */
  private Optional<ValueSource> ofUser(Pointer pointer) {
    SortedMap<String, ValueSource> named = user.flow().inputFrom().orElseGet(TreeMap::new);
    if (named.containsKey(StepFlow.WHOLE_INPUT)) {
      return Optional.of(at(named.get(StepFlow.WHOLE_INPUT), pointer));
    }
    if (pointer.first().isEmpty() && !named.isEmpty()) {
      throw PlanMaker.refused(
          "workflow-input-whole",
          "Step " + user.id() + " puts an input together, which its workflow takes whole.");
    }
    return pointer
        .first()
        .flatMap(member -> Optional.ofNullable(named.get(member)))
        .map(source -> at(source, pointer.rest()));
  }

  private static ValueSource at(ValueSource source, Pointer more) {
    return switch (source) {
      case ValueSource.OfStep of -> new ValueSource.OfStep(of.step(), of.pointer().then(more));
      case ValueSource.OfItem of -> new ValueSource.OfItem(of.pointer().then(more));
      case ValueSource.OfInput of -> new ValueSource.OfInput(of.pointer().then(more));
    };
  }

  private String literal(Pointer pointer) {
    return pointer
        .find(userInput)
        .orElseThrow(
            () ->
                PlanMaker.refused(
                    "workflow-input-missing", "The input lacks " + pointer + " of its workflow."));
  }

  private StepFlow.Condition inside(StepFlow.Condition condition) {
    return new StepFlow.Condition(id(condition.step()), condition.pointer(), condition.equal());
  }

  String id(String inner) {
    return prefix + inner;
  }
}
