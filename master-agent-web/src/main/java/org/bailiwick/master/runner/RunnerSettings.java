package org.bailiwick.master.runner;

import java.time.Duration;

/**
 * The settings for running jobs: most calls at once, longest time of a call, most tries of a step,
 * the first pause between tries (doubled each time), and the time that a job's lease holds without
 * renewal.
 */
public record RunnerSettings(
    int maxCalls, Duration stepTimeout, int maxTries, Duration firstPause, Duration lease) {}
