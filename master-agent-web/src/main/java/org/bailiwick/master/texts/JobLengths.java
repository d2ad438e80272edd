package org.bailiwick.master.texts;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.bailiwick.master.storedresult.StoredResult;
import org.bailiwick.master.storedresult.StoredResults;
import org.bailiwick.master.workflow.StepRequest;

/**
 * The lengths of a job's inputs, and of the results of its steps that are done, in characters. A
 * result that is stored by reference needs little, but more where its values are chosen from, and
 * in an order for another domain, which cannot read it. Safe for use by several threads.
 */
public final class JobLengths {

  private final Map<String, Integer> inputs;
  private final Map<String, Integer> results;

  /** What the results that are stored by reference need where they are read. */
  private final Map<String, Long> stored = new HashMap<>();

  /** The lengths by step; further steps and results are added. */
  public JobLengths(
      Map<String, Integer> inputs,
      Map<String, Integer> results,
      Map<String, StoredResult> storedResults) {
    this.inputs = new HashMap<>(inputs);
    this.results = new HashMap<>(results);
    storedResults.forEach((step, result) -> addStored(step, result.size()));
  }

  /** Adds the result of a step that is stored by reference. */
  public synchronized void addStored(String step, long size) {
    results.put(step, StoredResult.REFERENCE_LENGTH);
    stored.put(step, Math.min(size, StoredResults.MOST_TEXT));
  }

  /** Adds the input of a step. */
  public synchronized void addInput(String step, int length) {
    inputs.put(step, length);
  }

  /** Adds the result of a step, and returns whether it fits beside the others. */
  public synchronized boolean addResult(String step, int length, long most) {
    results.put(step, length);
    return results.values().stream().mapToLong(Integer::longValue).sum() <= most;
  }

  /** The characters of the inputs of these steps. */
  public synchronized long ofInputs(Predicate<String> steps) {
    return inputs.entrySet().stream()
        .filter(input -> steps.test(input.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** What the call of the step sends, or reads to be able to send it. */
  public synchronized long ofCall(StepRequest step) {
    boolean reads = step.domain().isPresent() || step.flow().inputFrom().isPresent();
    long before = 0;
    for (String id : step.after()) {
      long result = results.getOrDefault(id, 0);
      before += reads ? stored.getOrDefault(id, result) : result;
    }
    return inputs.getOrDefault(step.id(), 0) + before;
  }
}
