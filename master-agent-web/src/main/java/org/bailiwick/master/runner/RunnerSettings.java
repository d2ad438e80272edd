package org.bailiwick.master.runner;

import java.time.Duration;
import org.bailiwick.master.slots.CallBounds;

/**
 * The settings for executing jobs: the bounds of the calls at once, the longest time of a call, the
 * greatest number of attempts at a step, the first pause between attempts (doubled each time), the
 * time for which a job's lease is valid without renewal, and the bounds of memory.
 */
public record RunnerSettings(
    CallBounds calls,
    Duration stepTimeout,
    int maxTries,
    Duration firstPause,
    Duration lease,
    Memory memory) {

  /**
   * The bounds of memory.
   *
   * @param jobs greatest number of jobs that this node executes at once
   * @param calls greatest length of all inputs and results that calls send at once
   * @param results greatest length of all results of one job
   */
  public record Memory(int jobs, long calls, long results) {}
}
