package org.bailiwick.master.job;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.master.access.AccessToken;
import org.bailiwick.master.journal.JobOwner;
import org.bailiwick.master.journal.NewJob;
import org.bailiwick.master.tokenledger.StepContext;
import org.bailiwick.master.tokenledger.TokenKind;
import org.bailiwick.master.tokenledger.TokenLifetime;
import org.bailiwick.master.tokenledger.TokenOrigin;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.workflow.Workflow;
import org.bailiwick.node.peer.VerifiedPeer;

/** A job before it is accepted: its caller, the access token, and the workflow. */
record JobDraft(
    VerifiedPeer peer, AccessToken token, Workflow workflow, Optional<String> idempotencyKey) {

  /** Makes the job and its root token, which descends from the access token. */
  NewJob job(Instant at, Duration maxDuration) {
    String jobId = UUID.randomUUID().toString();
    Instant now = at.truncatedTo(ChronoUnit.SECONDS);
    TokenRecord root =
        new TokenRecord(
            UUID.randomUUID().toString(),
            TokenKind.JOB,
            TokenOrigin.of(token.jti(), token.client(), peer.serial().hex()),
            Optional.empty(),
            Optional.of(new StepContext(jobId, Optional.empty())),
            workflow.scope(),
            new TokenLifetime(now, now.plus(maxDuration)),
            Optional.empty());
    JobOwner owner =
        new JobOwner(token.client(), peer.serial().hex(), peer.certificate(), token.subject());
    return new NewJob(jobId, UUID.randomUUID().toString(), owner, workflow, root, idempotencyKey);
  }
}
