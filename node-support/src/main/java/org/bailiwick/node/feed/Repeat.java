package org.bailiwick.node.feed;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.bailiwick.node.log.StructuredLog;

/**
 * Runs a task in a daemon thread, at once and then with a pause after each run, even a failed one.
 */
final class Repeat implements AutoCloseable {
  private static final StructuredLog LOG = StructuredLog.of(Repeat.class);

  private final ScheduledExecutorService executor;

  private Repeat(String name) {
    this.executor =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name(name).factory());
  }

  static Repeat every(Duration pause, String name, Runnable task) {
    Repeat repeat = new Repeat(name);
    ScheduledFuture<?> unused =
        repeat.executor.scheduleWithFixedDelay(
            () -> run(name, task), 0, pause.toNanos(), TimeUnit.NANOSECONDS);
    return repeat;
  }

  private static void run(String name, Runnable task) {
    try {
      task.run();
    } catch (RuntimeException | Error e) { // the executor would not run the task again
      LOG.fault("repeat.failed", Map.of("task", name), e);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
