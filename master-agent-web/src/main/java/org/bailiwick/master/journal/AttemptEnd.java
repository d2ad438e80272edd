package org.bailiwick.master.journal;

/** The end of an attempt that another attempt follows, with a reason code. */
public record AttemptEnd(String jobId, String stepId, int number, String reason) {}
