package org.bailiwick.contract.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Checks the bounds that hold for every fuzz input: the tested code answers it or refuses it in its
 * own way, in bounded time and with memory in proportion to the input's length, and keeps no memory
 * afterwards.
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

  /** The use of an input by the tested code. */
  @FunctionalInterface
  public interface Attempt {
    void run() throws Exception;
  }

  /**
   * Runs the attempt. A refusal is an allowed outcome; every other exception goes to the fuzzer as
   * a finding. An attempt that exceeds a bound is repeated, because the first of its kind also
   * loads classes.
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

  /** Marks an exception as a refusal of the tested code. It must have a message. */
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

  /** Compares the heap in use after 4096, 8192, 16384, … inputs; it must not grow. */
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

  @SuppressWarnings("SystemGc") // the heap in use is measured after a collection
  private static long heapInUse() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
