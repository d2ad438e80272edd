package org.bailiwick.contract.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The bounds that every input must keep: it is answered or refused as the entry refuses, in bounded
 * time, with memory in proportion to its length, and leaves nothing behind.
 */
public final class Bounds {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final Duration TIME = Duration.ofSeconds(2);
  private static final long ALLOCATED = 16L << 20;
  private static final long ALLOCATED_PER_OCTET = 2048;
  private static final long LEFT_BEHIND = 24L << 20;
  private static final long FIRST_LOOK = 1L << 12;
  private static final int TRIES = 3;

  private static long inputs;
  private static long heapAtFirst;

  private Bounds() {}

  /** Something done with an input. */
  @FunctionalInterface
  public interface Attempt {
    void run() throws Exception;
  }

  /**
   * Makes the attempt; a refusal is an answer, everything else that is thrown goes on to the fuzzer
   * as a finding. What is over a bound is tried again, since the first of its kind also loads
   * classes.
   */
  public static void hold(int octets, Attempt attempt) throws Exception {
    AssertionError over = null;
    for (int i = 0; i < TRIES; i++) {
      long allocated = THREADS.getCurrentThreadAllocatedBytes();
      long time = THREADS.getCurrentThreadCpuTime();
      refuseOrAnswer(attempt);
      time = THREADS.getCurrentThreadCpuTime() - time;
      allocated = THREADS.getCurrentThreadAllocatedBytes() - allocated;
      if (time <= TIME.toNanos() && allocated <= ALLOCATED + ALLOCATED_PER_OCTET * octets) {
        lookForGrowth();
        return;
      }
      over =
          new AssertionError(
              octets + " octets took " + time + " ns and " + allocated + " octets of heap");
    }
    throw over;
  }

  /** Marks an exception as the entry's own way to refuse; it must say why. */
  public static void refused(Exception refusal) {
    if (refusal.getMessage() == null) {
      throw new AssertionError("a refusal without a reason", refusal);
    }
  }

  private static void refuseOrAnswer(Attempt attempt) throws Exception {
    try {
      attempt.run();
    } catch (ProblemException refusal) {
      if (refusal.type() == ProblemType.INTERNAL) {
        throw refusal;
      }
    }
  }

  /** After 4096 inputs, 8192, 16384, …: heap that is still in use must stay what it was. */
  private static void lookForGrowth() {
    inputs++;
    if (inputs < FIRST_LOOK || Long.bitCount(inputs) != 1) {
      return;
    }
    long heap = heapInUse();
    if (inputs == FIRST_LOOK) {
      heapAtFirst = heap;
    } else if (heap > heapAtFirst + LEFT_BEHIND) {
      throw new AssertionError(heap + " octets on the heap after " + inputs + " inputs");
    }
  }

  @SuppressWarnings("SystemGc") // what is measured is what a collection leaves
  private static long heapInUse() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
