package org.bailiwick.master.workflow;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.bailiwick.contract.capability.Capability;

/**
 * What a plan says of a step besides its order: which values it gets, whether it is done at all,
 * how often, and by which right.
 *
 * @param inputFrom members of the step's input by name, or the whole of it by the empty name; if it
 *     is absent, the step gets the results of all steps that it waits for
 * @param when the step is skipped if this does not hold
 * @param forEach the step is done for each item of an array
 * @param right the capability that the caller must have for this step, instead of the step's own: a
 *     named workflow, whose reviewed file has the step
 */
public record StepFlow(
    Optional<SortedMap<String, ValueSource>> inputFrom,
    Optional<Condition> when,
    Optional<Repetition> forEach,
    Optional<Capability> right) {

  /** The name of the whole input, which is the only one then. */
  public static final String WHOLE_INPUT = "";

  /** Nothing besides the order. */
  public static final StepFlow NONE =
      new StepFlow(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  /** The whole input of the step is stored. */
  public static final StepFlow STORED = NONE.withInputFrom(new TreeMap<>());

  public StepFlow {
    inputFrom = inputFrom.map(map -> Collections.unmodifiableSortedMap(new TreeMap<>(map)));
  }

  /**
   * A condition on the result of an earlier step.
   *
   * @param equal a String, Boolean or Long, or empty for null
   */
  public record Condition(String step, Pointer pointer, Optional<Object> equal) {}

  /**
   * A repetition over an array in the result of an earlier step.
   *
   * @param max the greatest number of items; more fail the step
   */
  public record Repetition(String step, Pointer pointer, int max) {}

  /** The same with these sources. */
  public StepFlow withInputFrom(SortedMap<String, ValueSource> sources) {
    return new StepFlow(Optional.of(sources), when, forEach, right);
  }

  /** The same by this right. */
  public StepFlow withRight(Optional<Capability> named) {
    return new StepFlow(inputFrom, when, forEach, named);
  }

  /** All sources of the step's input. */
  public List<ValueSource> sources() {
    return inputFrom.map(sources -> List.copyOf(sources.values())).orElse(List.of());
  }

  /** The steps whose results the step cannot do without. */
  public SortedSet<String> needs() {
    SortedSet<String> needs = new TreeSet<>();
    for (ValueSource source : sources()) {
      if (source instanceof ValueSource.OfStep ofStep) {
        needs.add(ofStep.step());
      }
    }
    when.ifPresent(condition -> needs.add(condition.step()));
    forEach.ifPresent(repetition -> needs.add(repetition.step()));
    return needs;
  }

  /** How many calls the step may lead to. */
  public int calls() {
    return forEach.map(Repetition::max).orElse(1);
  }
}
