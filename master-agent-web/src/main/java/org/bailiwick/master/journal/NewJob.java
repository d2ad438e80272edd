package org.bailiwick.master.journal;

import java.util.Optional;
import org.bailiwick.master.planledger.SignedPlan;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.workflow.JobRequest;

/**
 * A job that is about to be accepted. Its root token represents the transaction: the parent is the
 * access token, if the caller has shown one, the scope has all capabilities of the job, and the
 * expiry is the job's deadline.
 */
public record NewJob(
    String jobId,
    String txn,
    JobOwner owner,
    JobRequest request,
    TokenRecord root,
    Optional<String> idempotencyKey) {

  /** The job with its signed plan. */
  public record Planned(NewJob job, SignedPlan plan) {}

  public Planned with(SignedPlan plan) {
    return new Planned(this, plan);
  }
}
