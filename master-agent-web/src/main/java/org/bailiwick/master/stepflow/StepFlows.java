package org.bailiwick.master.stepflow;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.bailiwick.master.catalogue.UnsuitableValue;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.journal.StepRecord;
import org.bailiwick.master.storedresult.ResultBounds;
import org.bailiwick.master.storedresult.StoredResults;
import org.bailiwick.master.workflow.StepFlow;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.lease.HeldLease;

/**
 * Begins the steps of a job that are ready: skips some, repeats some, and has the others called.
 */
public final class StepFlows {

  private static final String INSTANCE = "%s.%03d";

  /** A job that this process executes. */
  public interface Run {
    String id();

    /** The name of the caller, for the audit log. */
    String caller();

    HeldLease lease();

    JobFlow flow();

    /** The steps and instances that may begin now; none once the job has ended. */
    List<StepRequest> takeReady();

    /** Whether a result of this length fits beside the other results of the job. */
    boolean takesResult(StepRequest step, int length, long most);

    /** The result of the step, of so many octets, is stored by reference. */
    void stored(StepRequest step, long size);

    /** The characters of the inputs of all instances. */
    long itemLength();

    /** The instance of a step, with the length of its input, which is stored. */
    void added(StepRequest instance, int inputLength);
  }

  /**
   * The limits of the results of a job.
   *
   * @param results most characters of all results that are not stored by reference, and as many of
   *     all items
   * @param stored of those that are
   */
  public record Limits(long results, ResultBounds stored) {}

  /** What becomes of a step that is ready, and of one that fails, with the reason. */
  public record Calls(Consumer<StepRequest> call, BiConsumer<StepRequest, String> fail) {}

  private final JobJournal journal;
  private final Limits limits;
  private final Consumer<String> changed;

  /**
   * @param changed learns of a job with a change that is durable
   */
  public StepFlows(JobJournal journal, Limits limits, Consumer<String> changed) {
    this.journal = journal;
    this.limits = limits;
    this.changed = changed;
  }

  /** The instance of a repeated step for the item of this index; its input is stored with it. */
  public static StepRequest instance(StepRequest step, int index) {
    return new StepRequest(
        INSTANCE.formatted(step.id(), index),
        step.capability(),
        List.of(),
        step.delegates(),
        step.domain(),
        StepFlow.STORED.withRight(step.flow().right()));
  }

  /** Whether the id is that of an instance; ids of steps have no point. */
  public static boolean isInstance(String stepId) {
    return stepId.indexOf('.') >= 0;
  }

  /** Begins what is ready, and returns true when all steps are done or skipped. */
  public boolean advance(Run run, Calls calls) {
    boolean again = true;
    while (again) {
      again = false;
      for (JobFlow.Repeated repeated : run.flow().takeRepeated()) {
        again |= begin(repeated.step(), calls, () -> collect(run, repeated));
      }
      for (StepRequest step : run.takeReady()) {
        again |= begin(step, calls, () -> begin(run, step, calls));
      }
    }
    return run.flow().isComplete();
  }

  /** Something that may change which steps are ready; then it returns true. */
  @FunctionalInterface
  private interface Change {
    boolean make();
  }

  private static boolean begin(StepRequest step, Calls calls, Change change) {
    try {
      return change.make();
    } catch (UnsuitableValue e) {
      calls.fail().accept(step, e.reason());
      return false;
    }
  }

  private boolean begin(Run run, StepRequest step, Calls calls) {
    Optional<String> skip = skip(run, step);
    if (skip.isPresent()) {
      skip(run, step, skip.get());
      return true;
    }
    if (step.flow().forEach().isPresent()) {
      return repeat(run, step, step.flow().forEach().get());
    }
    calls.call().accept(step);
    return false;
  }

  /** Why the step is skipped, if it is. */
  private Optional<String> skip(Run run, StepRequest step) {
    Set<String> skipped = run.flow().skipped();
    Set<String> missing = new TreeSet<>(step.flow().needs());
    missing.retainAll(skipped);
    if (!missing.isEmpty()) {
      return Optional.of("needs-skipped: " + missing.iterator().next());
    }
    if (!step.after().isEmpty() && skipped.containsAll(step.after())) {
      return Optional.of("after-skipped");
    }
    return step.flow()
        .when()
        .filter(condition -> !StepValues.holds(condition, results(run, condition.step())))
        .map(condition -> "condition-not-met: " + condition.step());
  }

  private void skip(Run run, StepRequest step, String reason) {
    journal.stepEnded(
        run.lease(),
        StepRecord.End.of(ExecutionState.SKIPPED, run.id(), step.id(), reason),
        row(run, step, "step.skipped").with("reason", reason));
    run.flow().skip(step.id());
    changed.accept(run.id());
  }

  private boolean repeat(Run run, StepRequest step, StepFlow.Repetition repetition) {
    List<String> items = StepValues.items(repetition, results(run, repetition.step()));
    String base = journal.input(run.id(), step.id()).orElse("{}");
    JobResults results = JobResults.read(journal, run.id(), step.flow().needs());
    List<StepRequest> instances = new ArrayList<>();
    List<String> inputs = new ArrayList<>();
    long length = run.itemLength();
    for (String item : items) {
      instances.add(instance(step, instances.size()));
      inputs.add(StepValues.input(step, base, results, Optional.of(item)));
      length += inputs.get(inputs.size() - 1).length();
      if (length > limits.results()) {
        throw new UnsuitableValue("for-each-too-long: " + step.id());
      }
    }
    StepRecord.Instances rows = new StepRecord.Instances(run.id(), step.id(), instances, inputs);
    journal.commit(
        run.lease(),
        rows,
        row(run, step, "step.repeated").with("items", Integer.toString(items.size())));
    if (rows.isInserted()) {
      for (int index = 0; index < instances.size(); index++) {
        run.added(instances.get(index), inputs.get(index).length());
      }
      run.flow().repeat(step.id(), instances);
      changed.accept(run.id());
    }
    return rows.isInserted();
  }

  /** The results of the instances become that of their step, in the order of the items. */
  private boolean collect(Run run, JobFlow.Repeated repeated) {
    StepRequest step = repeated.step();
    List<String> ids = repeated.items().stream().map(StepRequest::id).toList();
    JobResults results = JobResults.read(journal, run.id(), ids).require(ids);
    StepRecord.End end =
        switch (kept(run, step, results.array(ids), results.hasReferences())) {
          case StoredResults.Kept.Text text -> whole(run, step, text.json());
          case StoredResults.Kept.Linkable stored -> {
            run.stored(step, stored.result().size());
            yield StepRecord.End.stored(run.id(), step.id(), stored.link());
          }
        };
    journal.stepEnded(
        run.lease(), end, row(run, step, "step.done").with("items", Integer.toString(ids.size())));
    run.flow().done(step.id());
    changed.accept(run.id());
    return true;
  }

  private StepRecord.End whole(Run run, StepRequest step, String array) {
    if (!run.takesResult(step, array.length(), limits.results())) {
      throw new UnsuitableValue("job-results-too-long");
    }
    return StepRecord.End.done(run.id(), step.id(), array);
  }

  private StoredResults.Kept kept(
      Run run, StepRequest step, StoredResults.Source array, boolean hasReferences) {
    try {
      if (!hasReferences && array.length() <= limits.stored().reference()) {
        try (InputStream octets = array.octets().open()) {
          return new StoredResults.Kept.Text(
              new String(octets.readAllBytes(), StandardCharsets.UTF_8));
        }
      }
      StoredResults.Place place = new StoredResults.Place(run.id(), step.id(), run.caller());
      return journal.stored().keep(place, array, limits.stored());
    } catch (IOException e) {
      throw new UncheckedIOException("the results of instances are read from memory", e);
    }
  }

  private JobResults results(Run run, String step) {
    return JobResults.read(journal, run.id(), List.of(step)).require(List.of(step));
  }

  private static AuditEntry row(Run run, StepRequest step, String event) {
    return AuditEntry.of(event, Outcome.DONE, "", run.caller()).about(run.id() + "/" + step.id());
  }
}
