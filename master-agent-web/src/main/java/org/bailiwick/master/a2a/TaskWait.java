package org.bailiwick.master.a2a;

import java.time.Clock;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bailiwick.master.job.StreamTarget;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.node.request.HeldAnswer;

/**
 * A request that waits for the end of its task (A2A 1.0 section 3.2.2), though not longer than a
 * request may last: then it is answered with the task as it is. The caller's right is asked for
 * again before the answer.
 */
final class TaskWait implements StreamTarget {
  private final HeldAnswer held;
  private final Supplier<?> now;
  private final Function<JobRecord, ?> ended;
  private final Clock clock;
  private final Instant until;
  private boolean answered;

  /**
   * @param now makes the answer before the end of the task
   * @param ended makes the answer of a task that has ended
   * @param until when the answer is given at the latest
   */
  TaskWait(
      HeldAnswer held, Supplier<?> now, Function<JobRecord, ?> ended, Clock clock, Instant until) {
    this.held = held;
    this.now = now;
    this.ended = ended;
    this.clock = clock;
    this.until = until;
  }

  @Override
  public synchronized boolean send(JobRecord job, Supplier<String> view) {
    if (job.state().isFinal()) {
      answer(() -> ended.apply(job));
    } else if (!clock.instant().isBefore(until)) {
      answer(now);
    }
    return !answered;
  }

  /** Answers a request whose stream ends early, because the caller's right has ended. */
  @Override
  public synchronized void close() {
    answer(now);
  }

  private void answer(Supplier<?> value) {
    if (!answered) {
      answered = true;
      held.give(value);
    }
  }
}
