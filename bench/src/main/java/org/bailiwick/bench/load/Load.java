package org.bailiwick.bench.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/** Performs an operation repeatedly and measures it. */
public final class Load {
  /** At a given rate, at most so many performances are under way. */
  private static final int MOST_AT_ONCE = 32;

  private static final double SECOND = 1e9;

  private final Operation operation;
  private final LoadResult.Tally tally = new LoadResult.Tally();

  private Load(Operation operation) {
    this.operation = operation;
  }

  /** Full load: each of these connections performs it again as soon as it was answered. */
  public static LoadResult full(Operation operation, int connections, Duration duration)
      throws InterruptedException {
    Load load = new Load(operation);
    long began = System.nanoTime();
    long end = began + duration.toNanos();
    return load.measured(
        () -> began,
        connections,
        () -> {
          long now = System.nanoTime();
          while (load.performed(now)) {
            now = System.nanoTime();
            if (now >= end) {
              return;
            }
          }
        });
  }

  /**
   * A given rate: each performance has a time at which it is due, whether earlier ones were
   * answered or not. A late one is measured from the time at which it was due, so that a slow
   * server does not get fewer requests to be slow at. The connections are opened before.
   */
  public static LoadResult paced(Operation operation, double rate, Duration duration)
      throws InterruptedException {
    Load load = new Load(operation);
    long count = Math.max(1, Math.round(rate * duration.toNanos() / SECOND));
    int threads = (int) Math.min(MOST_AT_ONCE, count);
    AtomicLong began = new AtomicLong();
    CyclicBarrier opened = new CyclicBarrier(threads, () -> began.set(System.nanoTime()));
    AtomicLong next = new AtomicLong();
    return load.measured(
        began::get,
        threads,
        () -> {
          operation.open();
          await(opened);
          long number = next.getAndIncrement();
          while (number < count
              && load.performed(due(began.get() + (long) (number / rate * SECOND)))) {
            number = next.getAndIncrement();
          }
        });
  }

  private static void await(CyclicBarrier barrier) throws InterruptedException {
    try {
      barrier.await();
    } catch (BrokenBarrierException e) {
      throw new IllegalStateException("another thread of the load was interrupted", e);
    }
  }

  /**
   * Waits for this time, and returns the time from which the performance is measured. The thread
   * wakes a little late, which is not the server's doing.
   */
  private static long due(long time) {
    long left = time - System.nanoTime();
    if (left <= 0) {
      return time;
    }
    while (left > 0) {
      LockSupport.parkNanos(left);
      left = time - System.nanoTime();
    }
    return System.nanoTime();
  }

  /** Performs it once, and returns whether there is more to perform. */
  private boolean performed(long began) throws InterruptedException {
    Operation.Outcome outcome = operation.perform();
    if (outcome == Operation.Outcome.USED_UP) {
      return false;
    }
    tally.add(outcome == Operation.Outcome.GOOD, System.nanoTime() - began);
    return true;
  }

  @FunctionalInterface
  private interface Part {
    void run() throws InterruptedException;
  }

  private LoadResult measured(LongSupplier began, int threads, Part part)
      throws InterruptedException {
    List<Thread> running = new ArrayList<>();
    for (int thread = 0; thread < threads; thread++) {
      running.add(Thread.ofPlatform().start(() -> runUntilInterrupted(part)));
    }
    for (Thread thread : running) {
      thread.join();
    }
    return tally.result((System.nanoTime() - began.getAsLong()) / SECOND);
  }

  private static void runUntilInterrupted(Part part) {
    try {
      part.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
