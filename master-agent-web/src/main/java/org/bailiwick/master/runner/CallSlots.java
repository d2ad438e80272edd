package org.bailiwick.master.runner;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/** Bounds the calls under way; what does not fit waits as an entry in a queue, not as a thread. */
final class CallSlots {

  private final int max;
  private final Executor tasks;
  private final Deque<Runnable> waiting = new ArrayDeque<>();
  private int used;

  CallSlots(int max, Executor tasks) {
    this.max = max;
    this.tasks = tasks;
  }

  /** Runs the task when a slot is free; it keeps the slot until {@link #leave}. */
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

  /** Gives a slot up, to the task that waits longest. */
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
