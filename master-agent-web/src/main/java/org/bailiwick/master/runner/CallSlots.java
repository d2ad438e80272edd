package org.bailiwick.master.runner;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/** Limits the number of calls at a time. Further tasks wait in a queue and hold no thread. */
final class CallSlots {

  private final int max;
  private final Executor tasks;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private int used;

  CallSlots(int max, Executor tasks) {
    this.max = max;
    this.tasks = tasks;
  }

  /** Runs the task when a slot is free. The task has the slot until {@link #leave}. */
  void enter(Runnable task) {
    synchronized (this) {
      if (used == max) {
        waiting.add(task);
        return;
      }
      used++;
    }
    tasks.execute(task);
  }

  /** Frees a slot, which the longest waiting task gets. */
  void leave() {
    Runnable next;
    synchronized (this) {
      next = waiting.poll();
      if (next == null) {
        used--;
        return;
      }
    }
    tasks.execute(next);
  }

  synchronized int used() {
    return used;
  }
}
