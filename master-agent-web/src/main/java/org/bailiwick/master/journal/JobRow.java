package org.bailiwick.master.journal;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.node.audit.InstantColumn;

/** The row of a job. Its state changes once, from running to a final state. */
@Entity
@Table(name = "job")
class JobRow {

  @Id
  @Column(name = "job_id")
  private String jobId;

  private String txn;
  private String caller;

  @Column(name = "caller_serial")
  private String callerSerial;

  @Column(name = "caller_certificate")
  private byte[] callerCertificate;

  private String principal;

  @Column(name = "access_jti")
  private String accessJti;

  @Column(name = "root_jti")
  private String rootJti;

  private String purpose;
  private String request;

  @Column(name = "request_sha256")
  private String requestSha256;

  @Column(name = "idempotency_key")
  private String idempotencyKey;

  private String state;
  private String reason;

  @Convert(converter = InstantColumn.class)
  @Column(name = "created_at")
  private Instant createdAt;

  @Convert(converter = InstantColumn.class)
  private Instant deadline;

  @Convert(converter = InstantColumn.class)
  @Column(name = "ended_at")
  private Instant endedAt;

  protected JobRow() {}

  static JobRow of(NewJob job) {
    JobRow row = new JobRow();
    row.jobId = job.jobId();
    row.txn = job.txn();
    row.caller = job.owner().caller();
    row.callerSerial = job.owner().serial();
    row.callerCertificate = encoded(job.owner().certificate());
    row.principal = job.owner().principal();
    row.accessJti = job.root().origin().parent().orElseThrow();
    row.rootJti = job.root().jti();
    row.purpose = job.workflow().request().purpose();
    row.request = job.workflow().request().text();
    row.requestSha256 = Sha256.hex(row.request);
    row.idempotencyKey = job.idempotencyKey().orElse(null);
    row.state = ExecutionState.RUNNING.text();
    row.createdAt = job.root().lifetime().issuedAt();
    row.deadline = job.root().lifetime().expiresAt();
    return row;
  }

  String jobId() {
    return jobId;
  }

  String rootJti() {
    return rootJti;
  }

  String requestSha256() {
    return requestSha256;
  }

  ExecutionState state() {
    return ExecutionState.of(state);
  }

  void end(ExecutionState finalState, Optional<String> why, Instant at) {
    state = finalState.text();
    reason = why.map(Reasons::cut).orElse(null);
    endedAt = at;
  }

  JobRecord record(List<StepRecord> steps) {
    return new JobRecord(
        jobId,
        new JobOwner(caller, callerSerial, Pem.certificate(callerCertificate), principal),
        new JobRecord.Origin(txn, rootJti, purpose),
        request,
        new JobRecord.Progress(
            state(),
            Optional.ofNullable(reason),
            createdAt,
            deadline,
            Optional.ofNullable(endedAt)),
        steps);
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a verified certificate cannot be encoded", e);
    }
  }
}
