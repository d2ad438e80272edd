package org.bailiwick.master.journal;

/** How an attempt ended that another one follows, in words of ours. */
public record AttemptEnd(String jobId, String stepId, int number, String reason) {}
