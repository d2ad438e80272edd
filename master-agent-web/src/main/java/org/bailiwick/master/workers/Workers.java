package org.bailiwick.master.workers;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.bailiwick.node.log.StructuredLog;

/**
 * The threads of periodic and short work: a pool of limited size for short tasks, and a timer for
 * pauses.
 */
public record Workers(Executor tasks, ScheduledExecutorService timer) {

  private static final StructuredLog LOG = StructuredLog.of(Workers.class);
  private static final Duration FULL_PAUSE = Duration.ofSeconds(1);

  /** Runs the task. A full pool runs it later, because no task must get lost. */
  public void execute(Runnable task) {
    try {
      tasks.execute(task);
    } catch (RejectedExecutionException full) {
      LOG.warn("runner.pool-full", Map.of("pause", FULL_PAUSE.toString()));
      later(FULL_PAUSE, task);
    }
  }

  /** Runs the task after the pause. A node that stops runs it no more. */
  public void later(Duration pause, Runnable task) {
    try {
      ScheduledFuture<?> unused =
          timer.schedule(() -> execute(task), pause.toMillis(), TimeUnit.MILLISECONDS);
    } catch (RejectedExecutionException closed) {
      // The node stops; the next start continues from the database.
      LOG.info("runner.timer-closed", Map.of());
    }
  }
}
