package org.bailiwick.master.runner;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.runner.JobRun.End;
import org.bailiwick.master.workers.Workers;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.request.RequestContext;

/**
 * The jobs that this node is about to take over. Few of them are read from the database at a time;
 * further ones wait in a queue and hold no thread. A job whose caller was told of a failure,
 * although the database may still store the job, is known here until the job is found.
 */
final class TakeOvers {

  private static final int AT_ONCE = 8;
  private static final int MOST_REFUSED = 10_000;

  /** The checks of failures after which the rows may be stored. */
  private static final Set<String> UNKNOWN_OUTCOME =
      Set.of("writer-outcome-unknown", "database-write");

  private static final StructuredLog LOG = StructuredLog.of(TakeOvers.class);

  /** Reads a job under its lease and starts it. It must not throw. */
  @FunctionalInterface
  interface Loading {
    void load(String jobId, UnaryOperator<Runnable> context);
  }

  private final Workers workers;
  private final JobJournal journal;
  private final Lease leases;
  private final Duration leaseTime;
  private final JobRuns runs;
  private final Loading loading;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private final SequencedSet<String> refused = new LinkedHashSet<>();
  private int running;

  TakeOvers(
      WorkflowRunner.Parts parts,
      RunnerSettings settings,
      Workers workers,
      JobRuns runs,
      Loading loading) {
    this.workers = workers;
    this.journal = parts.journal();
    this.leases = parts.leases();
    this.leaseTime = settings.lease();
    this.runs = runs;
    this.loading = loading;
  }

  /** The name of a job's lease. */
  static String lease(String jobId) {
    return "job/" + jobId;
  }

  /** Takes jobs up that no process executes, as many as this one may execute at once. */
  void takeUpFree() {
    takeUp(Optional.empty());
  }

  /** The same for these jobs only. */
  void takeUpFree(Collection<String> jobs) {
    takeUp(Optional.of(jobs));
  }

  private void takeUp(Optional<Collection<String>> among) {
    for (String jobId : journal.free(leases.taken(leaseTime), among)) {
      if (!runs.hasRoom()) {
        runs.leftSome();
        return;
      }
      if (runs.claim(jobId)) {
        begin(jobId, RequestContext.carrier(jobId)); // its request, and so the id, is gone
      }
    }
  }

  /**
   * Stops the job and takes it up from its rows, which have more than this process was told: the
   * answer to a commit was lost.
   */
  void readAgain(JobRun run) {
    runs.forget(run);
    workers.execute(this::takeUpFree);
  }

  /** Loads a claimed job, in the context of a request, when there is room. */
  void begin(String jobId, UnaryOperator<Runnable> context) {
    enter(context.apply(() -> loading.load(jobId, context)));
  }

  private void enter(Runnable takeOver) {
    synchronized (this) {
      waiting.add(takeOver);
      if (running == AT_ONCE) {
        return;
      }
      running++;
    }
    workers.execute(this::runWaiting);
  }

  private void runWaiting() {
    for (Runnable next = next(); next != null; next = next()) {
      next.run();
    }
  }

  private synchronized Runnable next() {
    Runnable next = waiting.poll();
    running -= next == null ? 1 : 0;
    return next;
  }

  /** Remembers a job if this failure leaves it open whether the job is stored. */
  void refuse(String jobId, RuntimeException failure) {
    if (failure instanceof ProblemException problem && UNKNOWN_OUTCOME.contains(problem.check())) {
      refuse(jobId);
    }
  }

  /** Cancels a job whose caller was told of a failure, and which must not run. */
  void withdraw(String jobId) {
    End notAccepted = End.cancelled(End.NOT_ACCEPTED);
    try {
      journal.withdraw(jobId, End.NOT_ACCEPTED, notAccepted.audit(jobId));
    } catch (RuntimeException e) {
      refuse(jobId);
      LOG.fault("job.not-withdrawn", Map.of("job", jobId), e);
    }
  }

  private synchronized void refuse(String jobId) {
    if (refused.size() == MOST_REFUSED) {
      refused.removeFirst();
    }
    refused.add(jobId);
  }

  /** Forgets a refusal. Returns true for one caller, who then decides about the job. */
  synchronized boolean takeRefusal(String jobId) {
    return refused.remove(jobId);
  }
}
