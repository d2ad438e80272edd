package org.bailiwick.contract.time;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.TimeUnit;

/**
 * Breaks work off when its time is over. Work that has ended before closes its limit, and is then
 * forgotten at once: a task that waits for its time would keep the work's connections in memory.
 */
public final class TimeLimit implements AutoCloseable {
  private final CompletableFuture<Boolean> over = new CompletableFuture<>();

  private TimeLimit() {}

  /**
   * Begins a limit.
   *
   * @param limit from now on; what is less than a millisecond counts as one
   * @param breakOff what is done at its end, in a thread of the common pool
   */
  public static TimeLimit after(Duration limit, Runnable breakOff) {
    TimeLimit begun = new TimeLimit();
    CompletableFuture<Void> unused =
        begun
            .over
            .completeOnTimeout(true, Math.max(1, limit.toMillis()), TimeUnit.MILLISECONDS)
            .thenAccept(
                isOver -> {
                  if (isOver) {
                    ForkJoinPool.commonPool().execute(breakOff);
                  }
                });
    return begun;
  }

  /** The work has ended. */
  @Override
  public void close() {
    boolean unused = over.complete(false);
  }
}
