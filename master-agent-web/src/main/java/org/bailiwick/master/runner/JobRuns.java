package org.bailiwick.master.runner;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.decision.Question;
import org.bailiwick.node.lease.HeldLease;

/**
 * The jobs that this process executes or is about to take over. A job is claimed before it is
 * loaded, so that it is loaded once. There is room for as many as the process may execute.
 */
final class JobRuns {

  private final int most;
  private final Set<String> claimed = ConcurrentHashMap.newKeySet();
  private final Map<String, JobRun> runs = new ConcurrentHashMap<>();
  private final AtomicBoolean full = new AtomicBoolean();

  JobRuns(int most) {
    this.most = most;
  }

  /** Claims a job; false when it is claimed already. */
  boolean claim(String jobId) {
    return claimed.add(jobId);
  }

  void giveBack(String jobId) {
    claimed.remove(jobId);
  }

  boolean hasRoom() {
    return claimed.size() < most;
  }

  /** Whether the jobs that are claimed now are not too many. */
  boolean hasRoomForClaimed() {
    return claimed.size() <= most;
  }

  /** Remembers that jobs were left because there was no room. */
  void leftSome() {
    full.set(true);
  }

  /** Whether there is much room again for jobs that were left; true once. */
  boolean wantsMore() {
    return claimed.size() <= most / 2 && full.getAndSet(false);
  }

  void add(JobRun run) {
    runs.put(run.id(), run);
  }

  int size() {
    return runs.size();
  }

  Optional<JobRun> find(String jobId) {
    return Optional.ofNullable(runs.get(jobId));
  }

  List<JobRun> all() {
    return List.copyOf(runs.values());
  }

  static List<HeldLease> leases(Collection<JobRun> runs) {
    return runs.stream().map(JobRun::lease).toList();
  }

  /**
   * The first denial of a step that is under way, by each job that has one.
   *
   * @param denial the row of the denial of a question now; empty if it is permitted
   */
  Map<JobRun, StepDenial> denied(Function<Question, Optional<AuditEntry>> denial) {
    Map<JobRun, StepDenial> denied = new HashMap<>();
    for (JobRun run : runs.values()) {
      run.released()
          .forEach(
              (step, question) ->
                  denial
                      .apply(question)
                      .ifPresent(row -> denied.putIfAbsent(run, new StepDenial(step, row))));
    }
    return denied;
  }

  /** A step that policy denies now although it was released. */
  record StepDenial(String step, AuditEntry row) {
    String reason() {
      return "step " + step + ": policy-denied: " + row.check();
    }
  }

  /** Stops the run, for its end; false when somebody else has stopped it. The claim stays. */
  boolean take(JobRun run) {
    boolean taken = runs.remove(run.id(), run);
    if (taken) {
      run.stop();
    }
    return taken;
  }

  /** Stops the job on this node and does not change its stored state. */
  void forget(String jobId) {
    find(jobId).ifPresent(this::take);
    giveBack(jobId);
  }

  /** As {@link #forget(String)}, unless the job was taken over anew meanwhile. */
  void forget(JobRun run) {
    run.stop();
    if (take(run)) {
      giveBack(run.id());
    }
  }
}
