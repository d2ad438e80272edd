package org.bailiwick.master.a2a;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.journal.StepRecord;
import org.bailiwick.master.texts.TextShares;

/** Reads tasks with their artifacts, few long ones at a time. */
final class TaskViews {
  private final JobJournal journal;
  private final TextShares shares;

  TaskViews(JobJournal journal, TextShares shares) {
    this.journal = journal;
    this.shares = shares;
  }

  /** The task as it is in this record, with the results that the database has. */
  String of(JobRecord job) {
    Map<String, Integer> lengths = new HashMap<>(journal.resultLengths(job.jobId()));
    return shares.holding(
        job.owner().caller().domain(),
        length(lengths),
        () -> TaskView.task(job, journal.results(job.jobId(), lengths.keySet())));
  }

  /** The task as it is now; the given record if the database has it no more. */
  String now(JobRecord job) {
    return of(find(job.jobId()).orElse(job));
  }

  /** The job as it is now. */
  Optional<JobRecord> find(String jobId) {
    return journal.find(jobId);
  }

  /** The events with the results of these steps, as far as the database has them. */
  List<String> artifactUpdates(JobRecord job, Set<String> steps) {
    Map<String, Integer> lengths = new HashMap<>(journal.resultLengths(job.jobId()));
    lengths.keySet().retainAll(steps);
    return shares.holding(
        job.owner().caller().domain(),
        length(lengths),
        () -> {
          Map<String, String> results = journal.results(job.jobId(), lengths.keySet());
          return job.steps().stream()
              .filter(step -> results.containsKey(step.stepId()))
              .map(step -> event(job, step, results))
              .toList();
        });
  }

  private static String event(JobRecord job, StepRecord step, Map<String, String> results) {
    return TaskView.artifactUpdate(job, step, results.get(step.stepId()));
  }

  private static long length(Map<String, Integer> lengths) {
    return lengths.values().stream().mapToLong(Integer::longValue).sum();
  }
}
