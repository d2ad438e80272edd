package org.bailiwick.master.runner;

import java.time.Duration;

/**
 * How a node runs jobs: how many calls may be under way at once, how long one may take, how often a
 * step is tried, the first pause between tries (doubled each time), and how long a job's lease
 * holds without being renewed.
 */
public record RunnerSettings(
    int maxCalls, Duration stepTimeout, int maxTries, Duration firstPause, Duration lease) {}
