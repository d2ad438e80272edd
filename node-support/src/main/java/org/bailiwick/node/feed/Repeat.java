package org.bailiwick.node.feed;

import java.time.Duration;
import java.util.Map;
import org.bailiwick.node.log.StructuredLog;

/** Runs a task again and again in a daemon thread, with a pause after each run, even a failed one. */
final class Repeat implements AutoCloseable {
  private static final StructuredLog LOG = StructuredLog.of(Repeat.class);

  private final Thread thread;

  private Repeat(Thread thread) {
    this.thread = thread;
  }

  static Repeat every(Duration pause, String name, Runnable task) {
    return new Repeat(
        Thread.ofPlatform()
            .daemon()
            .name(name)
            .start(
                () -> {
                  while (run(name, task) && slept(pause)) {
                    // run and slept do the work
                  }
                }));
  }

  private static boolean run(String name, Runnable task) {
    try {
      task.run();
    } catch (RuntimeException e) {
      LOG.fault("repeat.failed", Map.of("task", name), e);
    }
    return !Thread.currentThread().isInterrupted();
  }

  private static boolean slept(Duration pause) {
    try {
      Thread.sleep(pause);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
