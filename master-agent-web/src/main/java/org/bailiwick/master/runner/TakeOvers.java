package org.bailiwick.master.runner;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.SequencedSet;
import java.util.Set;
import org.bailiwick.contract.problem.ProblemException;

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

  private final Workers workers;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private final SequencedSet<String> refused = new LinkedHashSet<>();
  private int running;

  TakeOvers(Workers workers) {
    this.workers = workers;
  }

  /** Runs a take-over when there is room. It must not throw. */
  void enter(Runnable takeOver) {
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

  synchronized void refuse(String jobId) {
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
