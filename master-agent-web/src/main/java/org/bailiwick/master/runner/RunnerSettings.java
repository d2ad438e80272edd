package org.bailiwick.master.runner;

import java.net.URI;
import java.time.Duration;
import org.bailiwick.master.slots.CallBounds;
import org.bailiwick.master.stepflow.StepFlows;
import org.bailiwick.master.storedresult.ResultBounds;

/**
 * The settings for executing jobs: the bounds of the calls at once, the longest time of a call, the
 * greatest number of attempts at a step, the first pause between attempts (doubled each time), the
 * pauses between questions for the state of accepted work, the time for which a job's lease is
 * valid without renewal, and the bounds of memory.
 */
public record RunnerSettings(
    CallBounds calls,
    Duration stepTimeout,
    int maxTries,
    Duration firstPause,
    Polls polls,
    Duration lease,
    Memory memory) {

  /** The shortest and the longest pause between two polls of accepted work. */
  public record Polls(Duration shortest, Duration longest) {

    private static final int MAX_DOUBLINGS = 16;

    /**
     * The pause after so many polls. It doubles each time; a pause that the agent requests, unless
     * it is zero, takes its place within the bounds.
     */
    Duration pause(Duration requested, int polls) {
      Duration wanted =
          requested.isZero()
              ? shortest.multipliedBy(1L << Math.min(polls, MAX_DOUBLINGS))
              : requested;
      if (wanted.compareTo(shortest) < 0) {
        return shortest;
      }
      return wanted.compareTo(longest) > 0 ? longest : wanted;
    }
  }

  /**
   * The bounds of memory.
   *
   * @param jobs greatest number of jobs that this node executes at once
   * @param calls greatest length of all inputs and results that calls send at once
   * @param results greatest length of all results of one job
   * @param stored which results are stored by reference
   */
  public record Memory(int jobs, long calls, long results, Stored stored) {

    /** No result is stored by reference. */
    public Memory(int jobs, long calls, long results) {
      this(jobs, calls, results, Stored.NONE);
    }

    /** The limits of the results of one job. */
    StepFlows.Limits limits() {
      return new StepFlows.Limits(results, stored.bounds());
    }
  }

  /**
   * Results that are stored by reference.
   *
   * @param url below which they are read
   */
  public record Stored(URI url, ResultBounds bounds) {

    static final Stored NONE = new Stored(URI.create("https://unused.invalid"), ResultBounds.NONE);
  }
}
