package org.bailiwick.master.job;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.master.journal.JobOwner;
import org.bailiwick.master.journal.NewJob;
import org.bailiwick.master.tokenledger.StepContext;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenLifetime;
import org.bailiwick.master.tokenledger.TokenOrigin;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.workflow.JobRequest;

/** A job before it is accepted: its owner, what the owner may have done, the request, its scope. */
record JobDraft(
    JobOwner owner,
    Rights rights,
    JobRequest request,
    CapabilitySet scope,
    Optional<String> idempotencyKey) {

  /** Makes the job and its root token, which descends from the access token, if there is one. */
  NewJob job(Instant at, Duration maxDuration) {
    String jobId = UUID.randomUUID().toString();
    Instant now = at.truncatedTo(ChronoUnit.SECONDS);
    TokenRecord root =
        new TokenRecord(
            UUID.randomUUID().toString(),
            TokenKind.JOB,
            new TokenOrigin(rights.token(), Optional.empty(), owner.caller()),
            Optional.empty(),
            Optional.of(new StepContext(jobId, Optional.empty())),
            scope,
            new TokenLifetime(now, now.plus(maxDuration)),
            Optional.empty());
    return new NewJob(jobId, UUID.randomUUID().toString(), owner, request, root, idempotencyKey);
  }
}
