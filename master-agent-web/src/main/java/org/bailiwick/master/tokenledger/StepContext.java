package org.bailiwick.master.tokenledger;

import java.util.Optional;

/** The job for which a token was issued, and the step if the token was issued for one. */
public record StepContext(String jobId, Optional<String> stepId) {}
