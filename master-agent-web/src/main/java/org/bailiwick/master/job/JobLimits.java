package org.bailiwick.master.job;

import java.time.Duration;

/** The longest duration of a job, and the greatest number of unfinished jobs of one caller. */
public record JobLimits(Duration maxDuration, int maxPerCaller) {}
