package org.bailiwick.master.tokenledger;

import java.util.Optional;

/** The job that a token was issued for, and the step of it if it was issued for one. */
public record StepContext(String jobId, Optional<String> stepId) {}
