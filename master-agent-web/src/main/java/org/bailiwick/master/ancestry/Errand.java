package org.bailiwick.master.ancestry;

import java.util.Optional;

/** The job, and within it the step, that a token works for. */
public record Errand(String jobId, Optional<String> stepId) {}
