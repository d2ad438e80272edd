package org.bailiwick.master.redecision;

import java.util.Collection;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Phaser;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.bailiwick.node.log.StructuredLog;

/**
 * Does something with each of many values on several threads. The calling thread works too, so that
 * all is done even if every other thread is busy elsewhere.
 *
 * @param others how many threads of the executor may help
 */
public record SharedWork(Executor executor, int others) {
  private static final StructuredLog LOG = StructuredLog.of(SharedWork.class);

  /** As many helpers as the machine has further processors, and three at most. */
  public static SharedWork of(Executor executor) {
    return new SharedWork(
        executor, Math.clamp(Runtime.getRuntime().availableProcessors() - 1, 0, 3));
  }

  /** Returns when the work, which must not throw, is done with each value. */
  <T> void each(Collection<T> values, Consumer<T> work) {
    Queue<T> left = new ConcurrentLinkedQueue<>(values);
    Phaser done = new Phaser(1);
    for (int i = 0; i < Math.min(others, values.size() - 1); i++) {
      begin(left, work, done);
    }
    drain(left, work);
    done.arriveAndAwaitAdvance();
  }

  /** A helper registers when it begins, so that nobody waits for one that never does. */
  private <T> void begin(Queue<T> left, Consumer<T> work, Phaser done) {
    try {
      executor.execute(
          () -> {
            if (!left.isEmpty() && done.register() >= 0) {
              try {
                drain(left, work);
              } finally {
                done.arriveAndDeregister();
              }
            }
          });
    } catch (RejectedExecutionException e) {
      LOG.info("redecision.without-helper", Map.of());
    }
  }

  private static <T> void drain(Queue<T> left, Consumer<T> work) {
    for (T next = left.poll(); next != null; next = left.poll()) {
      work.accept(next);
    }
  }
}
