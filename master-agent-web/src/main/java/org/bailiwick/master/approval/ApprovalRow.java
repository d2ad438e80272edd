package org.bailiwick.master.approval;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.bailiwick.node.audit.InstantColumn;

/** The row of a request. Only its parameters change: they are deleted with the job's inputs. */
@Entity
@Table(name = "approval")
class ApprovalRow {

  @Id
  @Column(name = "approval_id")
  private String id;

  private String kind;

  @Column(name = "job_id")
  private String jobId;

  @Column(name = "step_id")
  private String stepId;

  private String capability;

  @Column(name = "callee_kind")
  private String calleeKind;

  private int attempt;

  @Column(name = "plan_sha256")
  private String planSha256;

  @Column(name = "input_sha256")
  private String inputSha256;

  private String requester;
  private int approvers;

  @Convert(converter = InstantColumn.class)
  @Column(name = "asked_at")
  private Instant askedAt;

  @Convert(converter = InstantColumn.class)
  @Column(name = "expires_at")
  private Instant expiresAt;

  private String parameters;

  protected ApprovalRow() {}

  static ApprovalRow of(ApprovalRequest request, String parameters) {
    ApprovalRow row = new ApprovalRow();
    row.id = request.id();
    row.kind = request.kind().text();
    row.jobId = request.order().jobId();
    row.stepId = request.order().stepId();
    row.capability = request.order().capability();
    row.calleeKind = request.order().calleeKind();
    row.attempt = request.order().attempt();
    row.planSha256 = request.order().planSha256();
    row.inputSha256 = request.order().inputSha256();
    row.requester = request.requester();
    row.approvers = request.approvers();
    row.askedAt = request.askedAt();
    row.expiresAt = request.expiresAt();
    row.parameters = parameters;
    return row;
  }

  String id() {
    return id;
  }

  String jobId() {
    return jobId;
  }

  /** What the callee is sent; empty after it was deleted. */
  Optional<String> parameters() {
    return Optional.ofNullable(parameters);
  }

  ApprovalRequest request() {
    return new ApprovalRequest(
        ApprovalRequest.Kind.of(kind),
        new ApprovalRequest.Order(
            jobId, stepId, capability, calleeKind, attempt, planSha256, inputSha256),
        requester,
        approvers,
        askedAt,
        expiresAt);
  }
}
