package org.bailiwick.master.runner;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** The threads of the runner: a pool of limited size for short tasks, and a timer for pauses. */
public record Workers(Executor tasks, ScheduledExecutorService timer) {

  void later(Duration pause, Runnable task) {
    ScheduledFuture<?> unused =
        timer.schedule(() -> tasks.execute(task), pause.toMillis(), TimeUnit.MILLISECONDS);
  }
}
