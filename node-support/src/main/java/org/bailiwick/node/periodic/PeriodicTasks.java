package org.bailiwick.node.periodic;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.log.StructuredLog;

/**
 * Runs tasks with a pause after each run. Pauses are elapsed time. A timer of the EJB container
 * waits for a time of day, and does nothing for an hour after the clock was set back by an hour
 * (docs/decisions/0039-time-of-timers.md). A task that fails is logged and runs again.
 */
public final class PeriodicTasks implements AutoCloseable {
  private static final StructuredLog LOG = StructuredLog.of(PeriodicTasks.class);
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ScheduledThreadPoolExecutor executor;

  /**
   * Starts without tasks.
   *
   * @param threads in a container a {@code ManagedThreadFactory} that was injected into an EJB, so
   *     that the tasks have the EJB's context
   */
  public PeriodicTasks(ThreadFactory threads) {
    executor = new ScheduledThreadPoolExecutor(0, threads);
  }

  /** Runs a task again and again on a thread of its own, so that other tasks do not delay it. */
  public void every(Duration pause, String name, Runnable task) {
    executor.setCorePoolSize(executor.getCorePoolSize() + 1);
    ScheduledFuture<?> unused =
        executor.scheduleWithFixedDelay(
            () -> attempt(name, task), pause.toNanos(), pause.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Catches everything, since the executor silently drops a task that throws. A refusal, such as
   * that of an HSM that is away, says its reason itself and is no fault of the program.
   */
  private static void attempt(String name, Runnable task) {
    try {
      task.run();
    } catch (ProblemException e) {
      LOG.warn(
          "periodic-task.refused", Map.of("task", name, "check", e.check(), "reason", e.detail()));
    } catch (RuntimeException | Error e) {
      LOG.fault("periodic-task.failed", Map.of("task", name), e);
    }
  }

  /**
   * Starts no further run, and waits up to ten seconds for running tasks. None is interrupted,
   * since H2 closes its file when a thread that reads it is interrupted.
   */
  @Override
  public void close() {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
        LOG.warn("periodic-task.still-running", Map.of("tasks", executor.getActiveCount()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
