package org.bailiwick.master.a2a;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.journal.StepRecord;
import org.bailiwick.master.texts.TextShares;

/** Reads tasks with their artifacts, few long ones at a time. */
final class TaskViews {
  private final Function<String, Optional<JobRecord>> jobs;
  private final Function<String, Map<String, Integer>> lengths;
  private final BiFunction<String, Set<String>, Map<String, String>> results;
  private final TextShares shares;
  private final Function<String, Map<String, String>> urls;

  TaskViews(JobJournal journal, TextShares shares) {
    this(journal, shares, URI.create("/v1/results"));
  }

  /** {@code stored} is the URL below which results are read that are stored by reference. */
  TaskViews(JobJournal journal, TextShares shares, URI stored) {
    this.jobs = journal::find;
    this.lengths = journal::resultLengths;
    this.results = journal::results;
    this.shares = shares;
    this.urls =
        jobId -> {
          Map<String, String> found = new HashMap<>();
          journal.stored().ofJob(jobId).forEach((step, each) -> found.put(step, each.href(stored)));
          return found;
        };
  }

  /**
   * Views of other jobs than those of a journal.
   *
   * @param lengths the characters of each result of a job, by step
   * @param results the results of these steps of a job, by step
   */
  TaskViews(
      Function<String, Optional<JobRecord>> jobs,
      Function<String, Map<String, Integer>> lengths,
      BiFunction<String, Set<String>, Map<String, String>> results,
      TextShares shares) {
    this.jobs = jobs;
    this.lengths = lengths;
    this.results = results;
    this.shares = shares;
    this.urls = jobId -> new HashMap<>();
  }

  /** The task as it is in this record, with the results that the database has. */
  String of(JobRecord job) {
    Map<String, Integer> there = lengths.apply(job.jobId());
    return holding(
        job,
        there,
        () ->
            TaskView.task(
                job, results.apply(job.jobId(), there.keySet()), urls.apply(job.jobId())));
  }

  /** The task as it is now; the given record if the database has it no more. */
  String now(JobRecord job) {
    return of(find(job.jobId()).orElse(job));
  }

  /** The job as it is now. */
  Optional<JobRecord> find(String jobId) {
    return jobs.apply(jobId);
  }

  /** The events with the results of these steps, as far as the database has them. */
  List<String> artifactUpdates(JobRecord job, Set<String> steps) {
    Map<String, Integer> there = new HashMap<>(lengths.apply(job.jobId()));
    there.keySet().retainAll(steps);
    return holding(
        job,
        there,
        () -> {
          Map<String, String> read = results.apply(job.jobId(), there.keySet());
          Map<String, String> stored = urls.apply(job.jobId());
          stored.keySet().retainAll(steps);
          return job.steps().stream()
              .flatMap(step -> artifactUpdate(job, step, read, stored))
              .toList();
        });
  }

  private static Stream<String> artifactUpdate(
      JobRecord job, StepRecord step, Map<String, String> read, Map<String, String> stored) {
    String id = step.stepId();
    if (read.containsKey(id)) {
      return Stream.of(TaskView.artifactUpdate(job, step, read.get(id)));
    }
    return Stream.ofNullable(stored.get(id)).map(url -> TaskView.urlUpdate(job, step, url));
  }

  /** Does work with texts of this length for this caller, if there is room for them. */
  <T> T holding(CallerIdentity caller, long length, Supplier<T> work) {
    return shares.holding(caller.domain(), length, work);
  }

  private <T> T holding(JobRecord job, Map<String, Integer> there, Supplier<T> work) {
    long length = there.values().stream().mapToLong(Integer::longValue).sum();
    return holding(job.owner().caller(), length, work);
  }
}
