package org.bailiwick.master.journal;

import java.util.Optional;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.workflow.Workflow;

/**
 * A job about to be accepted. Its root token stands for the transaction: parent is the access
 * token, scope is all that the job may do, expiry is the job's deadline.
 */
public record NewJob(
    String jobId,
    String txn,
    JobOwner owner,
    Workflow workflow,
    TokenRecord root,
    Optional<String> idempotencyKey) {}
