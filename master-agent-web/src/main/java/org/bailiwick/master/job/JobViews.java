package org.bailiwick.master.job;

import jakarta.json.JsonObject;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.master.authorizationcontext.AuthorizationContexts;
import org.bailiwick.master.compensation.JobCompensations;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.texts.TextShares;

/** Reads jobs with their results, few long ones at a time. */
public final class JobViews {

  private final JobJournal journal;
  private final TextShares shares;
  private final AuthorizationContexts contexts;
  private final URI results;

  /** References are relative to the URL of this node. */
  public JobViews(JobJournal journal, TextShares shares, AuthorizationContexts contexts) {
    this(journal, shares, contexts, URI.create("/v1/results"));
  }

  /** {@code results} is the URL below which results are read that are stored by reference. */
  public JobViews(
      JobJournal journal, TextShares shares, AuthorizationContexts contexts, URI results) {
    this.journal = journal;
    this.shares = shares;
    this.contexts = contexts;
    this.results = results;
  }

  String of(JobRecord job) {
    Map<String, Integer> lengths = journal.resultLengths(job.jobId());
    long length = lengths.values().stream().mapToLong(Integer::longValue).sum();
    return shares.holding(
        job.owner().caller().domain(),
        length,
        () -> JobView.of(job, outputs(job, lengths.keySet()), contexts(job)));
  }

  private JobView.Outputs outputs(JobRecord job, Set<String> steps) {
    Map<String, JsonObject> references = new HashMap<>();
    journal
        .stored()
        .ofJob(job.jobId())
        .forEach((step, result) -> references.put(step, result.reference(results)));
    return new JobView.Outputs(journal.results(job.jobId(), steps), references);
  }

  private JobView.Contexts contexts(JobRecord job) {
    return new JobView.Contexts(
        contexts.ofJob(job.origin().rootJti()),
        contexts.grantsOfJob(job.jobId()),
        compensation(job));
  }

  /** The id of the job that undoes this one. */
  private Optional<String> compensation(JobRecord job) {
    return Optional.of(JobCompensations.idOf(job.jobId()))
        .filter(id -> job.state().isFinal() && job.state() != ExecutionState.DONE)
        .filter(id -> journal.find(id).isPresent());
  }
}
