package org.bailiwick.master.job;

import java.time.Duration;

/** The longest time of a job, and the most unfinished jobs of one caller. */
public record JobLimits(Duration maxDuration, int maxPerCaller) {}
