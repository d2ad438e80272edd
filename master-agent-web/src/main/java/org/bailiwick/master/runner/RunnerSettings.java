package org.bailiwick.master.runner;

import java.time.Duration;
import org.bailiwick.master.slots.CallBounds;

/**
 * The settings for executing jobs: the bounds of the calls at once, the longest time of a call, the
 * greatest number of attempts at a step, the first pause between attempts (doubled each time), and
 * the time for which a job's lease is valid without renewal.
 */
public record RunnerSettings(
    CallBounds calls, Duration stepTimeout, int maxTries, Duration firstPause, Duration lease) {}
