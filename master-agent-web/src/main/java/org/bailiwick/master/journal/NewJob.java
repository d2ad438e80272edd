package org.bailiwick.master.journal;

import java.util.Optional;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.workflow.Workflow;

/**
 * A job that is about to be accepted. Its root token represents the transaction: the parent is the
 * access token, the scope has all capabilities of the job, and the expiry is the job's deadline.
 */
public record NewJob(
    String jobId,
    String txn,
    JobOwner owner,
    Workflow workflow,
    TokenRecord root,
    Optional<String> idempotencyKey) {}
