package org.bailiwick.master.planledger;

import java.time.Instant;
import org.bailiwick.master.workflow.Workflow;

/** A plan that was accepted and signed for a job, before its row is stored. */
public final class SignedPlan {

  private final PlanStatement statement;
  private final Workflow workflow;
  private final String signature;

  SignedPlan(PlanStatement statement, Workflow workflow, String signature) {
    this.statement = statement;
    this.workflow = workflow;
    this.signature = signature;
  }

  public String planId() {
    return statement.planId();
  }

  public PlanOrigin origin() {
    return statement.origin();
  }

  public String sha256() {
    return statement.sha256();
  }

  public Workflow workflow() {
    return workflow;
  }

  Instant madeAt() {
    return statement.madeAt();
  }

  /** The statement about the plan as a compact JWS. */
  String signature() {
    return signature;
  }
}
