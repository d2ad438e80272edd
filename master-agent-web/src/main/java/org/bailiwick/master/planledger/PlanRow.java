package org.bailiwick.master.planledger;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.bailiwick.master.workflow.PlanText;
import org.bailiwick.node.audit.InstantColumn;

/** The row of a plan. It is inserted and never updated. */
@Entity
@Table(name = "plan")
class PlanRow {

  @Id
  @Column(name = "plan_id")
  private String planId;

  private int version;
  private String origin;
  private String content;
  private String sha256;
  private String signature;

  @Convert(converter = InstantColumn.class)
  @Column(name = "made_at")
  private Instant madeAt;

  protected PlanRow() {}

  static PlanRow of(SignedPlan plan) {
    PlanRow row = new PlanRow();
    row.planId = plan.planId();
    row.version = PlanText.version(plan.workflow());
    row.origin = plan.origin().text();
    row.content = PlanText.of(plan.workflow());
    row.sha256 = plan.sha256();
    row.signature = plan.signature();
    row.madeAt = plan.madeAt();
    return row;
  }

  Copy copy() {
    return new Copy(planId, version, origin, content, sha256, signature, madeAt);
  }

  /** The columns, as they were read and before they are checked. */
  record Copy(
      String planId,
      int version,
      String origin,
      String content,
      String sha256,
      String signature,
      Instant madeAt) {

    /** The statement that the signature must be about, if this is the plan of the job. */
    PlanStatement statement(String jobId) {
      return new PlanStatement(planId, jobId, new PlanOrigin(origin), version, sha256, madeAt);
    }
  }
}
