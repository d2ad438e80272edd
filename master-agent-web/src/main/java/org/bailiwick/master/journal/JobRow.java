package org.bailiwick.master.journal;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import jakarta.persistence.MappedSuperclass;
import jakarta.persistence.Table;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.workflow.JobRequest;
import org.bailiwick.node.audit.InstantColumn;

/**
 * The row of a job. Its state changes once, from running to a final state. Reading the row reads no
 * request, which may be long; {@link Accepted} is the whole row.
 */
@MappedSuperclass
abstract class JobRow {

  /** The row without the request, for reading the job and changing its state. */
  @Entity(name = "JobRow")
  @Table(name = "job")
  static class State extends JobRow {}

  /** The row with the request, for inserting it, and for reading the request alone. */
  @Entity(name = "AcceptedJobRow")
  @Table(name = "job")
  static class Accepted extends JobRow {

    @SuppressWarnings("unused") // queries read it
    private String request;

    protected Accepted() {}

    Accepted(NewJob job) {
      super(job);
      request = job.request().text();
    }
  }

  /** The number of the last change of any job. */
  @Entity(name = "JobRevisionRow")
  @Table(name = "job_revision")
  static class Revision {
    private static final String JOBS = "jobs";

    @Id private String name;
    private long revision;

    protected Revision() {}

    static Revision find(EntityManager em) {
      return em.find(Revision.class, JOBS);
    }

    long present() {
      return revision;
    }

    /**
     * The number of a change that is made now. Only one process writes at a time, so a reader never
     * sees a number before a smaller one.
     */
    long raise() {
      return ++revision;
    }
  }

  /** The length of the columns that hold reasons. */
  private static final int REASON_LENGTH = 1000;

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

  @Column(name = "request_octets")
  private long requestOctets;

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

  @SuppressWarnings("unused") // queries read it
  private long revision;

  protected JobRow() {}

  private JobRow(NewJob job) {
    jobId = job.jobId();
    txn = job.txn();
    caller = job.owner().caller();
    callerSerial = job.owner().serial();
    callerCertificate = encoded(job.owner().certificate());
    principal = job.owner().principal();
    accessJti = job.root().origin().parent().orElseThrow();
    rootJti = job.root().jti();
    purpose = job.request().purpose();
    requestOctets = octets(job.request());
    requestSha256 = Sha256.hex(job.request().text());
    idempotencyKey = job.idempotencyKey().orElse(null);
    state = ExecutionState.RUNNING.text();
    createdAt = job.root().lifetime().issuedAt();
    deadline = job.root().lifetime().expiresAt();
  }

  /** Cuts the reason of a job, step or attempt to the length of its column. */
  static String cut(String reason) {
    return reason.length() <= REASON_LENGTH ? reason : reason.substring(0, REASON_LENGTH);
  }

  static long octets(JobRequest request) {
    return request.text().getBytes(StandardCharsets.UTF_8).length;
  }

  String jobId() {
    return jobId;
  }

  String rootJti() {
    return rootJti;
  }

  /** The job's id, if this request is the one that it was accepted with. */
  String idIfSame(JobRequest request) {
    if (!requestSha256.equals(Sha256.hex(request.text()))) {
      throw new ProblemException(
          ProblemType.IDEMPOTENCY_KEY_REUSED,
          "idempotency-key-reused",
          "This Idempotency-Key already names another job.");
    }
    return jobId;
  }

  ExecutionState state() {
    return ExecutionState.of(state);
  }

  boolean isRunning() {
    return state.equals(ExecutionState.RUNNING.text());
  }

  /** Gives the row the number of this change, by which other nodes find it. */
  void changedNow(EntityManager em) {
    revision = Revision.find(em).raise();
  }

  /** Gives the key back, so that a repeated request is a new job. */
  void giveKeyBack() {
    idempotencyKey = null;
  }

  void end(ExecutionState finalState, Optional<String> why, Instant at) {
    state = finalState.text();
    reason = why.map(JobRow::cut).orElse(null);
    endedAt = at;
  }

  JobRecord record(List<StepRecord> steps) {
    return new JobRecord(
        jobId,
        new JobOwner(caller, callerSerial, Pem.certificate(callerCertificate), principal),
        new JobRecord.Origin(txn, rootJti, purpose),
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
