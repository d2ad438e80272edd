package org.bailiwick.master.stepflow;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.catalogue.UnsuitableValue;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.storedresult.StoredResult;
import org.bailiwick.master.storedresult.StoredResults;
import org.bailiwick.master.workflow.Pointer;
import org.bailiwick.master.workflow.ValueSource;

/**
 * The results of some steps of a job, as far as they are done. Values of results that are stored by
 * reference are found by reading them piece by piece.
 */
public final class JobResults {

  private final Map<String, String> texts;
  private final Map<String, StoredResult> references;
  private final StoredResults stored;

  /** Each place of a stored result is read once. */
  private final Map<ValueSource.OfStep, Optional<String>> chosen = new HashMap<>();

  private int left = StoredResults.MOST_TEXT;

  private JobResults(
      Map<String, String> texts, Map<String, StoredResult> references, StoredResults stored) {
    this.texts = texts;
    this.references = references;
    this.stored = stored;
  }

  /** The results of these steps. */
  public static JobResults read(JobJournal journal, String jobId, Collection<String> steps) {
    if (steps.isEmpty()) {
      return new JobResults(Map.of(), Map.of(), journal.stored());
    }
    Map<String, String> texts = journal.results(jobId, steps);
    Map<String, StoredResult> references = new HashMap<>();
    if (!texts.keySet().containsAll(steps)) {
      references.putAll(journal.stored().ofJob(jobId));
      references.keySet().retainAll(steps);
    }
    return new JobResults(texts, references, journal.stored());
  }

  /** Results of which none is stored by reference. */
  static JobResults of(Map<String, String> texts) {
    return new JobResults(texts, Map.of(), null);
  }

  /** The JSON text of a result that is no reference. */
  public Optional<String> text(String step) {
    return Optional.ofNullable(texts.get(step));
  }

  /** The result of a step that is stored by reference. */
  public Optional<StoredResult> reference(String step) {
    return Optional.ofNullable(references.get(step));
  }

  /** Whether one of the results is stored by reference. */
  public boolean hasReferences() {
    return !references.isEmpty();
  }

  /**
   * The JSON text of the value at this place of a result; empty if there is none.
   *
   * @throws UnsuitableValue if the values that are found in stored results are longer together than
   *     {@link StoredResults#MOST_TEXT}
   */
  public Optional<String> find(String step, Pointer pointer) {
    return reference(step)
        .map(
            result ->
                chosen.computeIfAbsent(
                    new ValueSource.OfStep(step, pointer), place -> choose(result, pointer)))
        .orElseGet(() -> text(step).flatMap(pointer::find));
  }

  private Optional<String> choose(StoredResult result, Pointer pointer) {
    StoredResults.Chosen found = stored.choose(result, pointer.tokens(), left);
    if (found.isTooLong()) {
      throw new UnsuitableValue("result-too-large-to-choose-from: " + result.stepId());
    }
    left -= found.text().map(String::length).orElse(0);
    return found.text();
  }

  /** The same if it has at most so many characters. */
  Optional<String> findShort(String step, Pointer pointer, int most) {
    return reference(step)
        .map(result -> stored.choose(result, pointer.tokens(), 4 * most).text()) // octets of UTF-8
        .orElseGet(() -> text(step).flatMap(pointer::find))
        .filter(found -> found.length() <= most);
  }

  /**
   * Requires the result of each of these steps; results are deleted only when the job has ended.
   *
   * @throws ProblemException internal with check job-unreadable
   */
  public JobResults require(Collection<String> steps) {
    for (String step : steps) {
      if (!texts.containsKey(step) && !references.containsKey(step)) {
        throw new ProblemException(
            ProblemType.INTERNAL,
            JobJournal.UNREADABLE,
            "The job's rows cannot be read.",
            new NoSuchElementException("a finished step has no result"));
      }
    }
    return this;
  }

  /** The array of the results of these steps, as octets that are read piece by piece. */
  StoredResults.Source array(List<String> steps) {
    long length = 1;
    for (String step : steps) {
      length += 1 + reference(step).map(StoredResult::size).orElseGet(() -> octets(step));
    }
    return new StoredResults.Source(
        () -> arrayStream(steps), List.of(), Integer.MAX_VALUE, length + 1);
  }

  private long octets(String step) {
    return texts.get(step).getBytes(StandardCharsets.UTF_8).length;
  }

  private InputStream arrayStream(List<String> steps) {
    List<InputStream> parts = new ArrayList<>();
    parts.add(stream("["));
    String separator = "";
    for (String step : steps) {
      parts.add(stream(separator));
      parts.add(
          reference(step)
              .map(result -> stored.open(result, 0, result.size()))
              .orElseGet(() -> stream(texts.get(step))));
      separator = ",";
    }
    parts.add(stream("]"));
    return new SequenceInputStream(Collections.enumeration(parts));
  }

  private static InputStream stream(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }
}
