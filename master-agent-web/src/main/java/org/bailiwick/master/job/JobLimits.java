package org.bailiwick.master.job;

import java.time.Duration;

/** How long a job may take in all, and how many unfinished jobs one caller may have. */
public record JobLimits(Duration maxDuration, int maxPerCaller) {}
