package org.bailiwick.master.journal;

import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.caller.CallerCredential;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.caller.CallerKind;
import org.bailiwick.master.workflow.JobRequest;
import org.bailiwick.node.audit.InstantColumn;

/**
 * The row of a job. Its state changes once, from running to a final state. The texts of a job,
 * which may be long, are elsewhere: inputs and results with its steps, the plan in the plan ledger.
 */
@Entity
@Table(name = "job")
class JobRow {

  /** The length of the columns that hold reasons. */
  private static final int REASON_LENGTH = 1000;

  @Id
  @Column(name = "job_id")
  private String jobId;

  private String txn;
  private String caller;

  @Column(name = "caller_kind")
  private String callerKind;

  @SuppressWarnings("unused") // for auditors; the certificate has it too
  @Column(name = "caller_serial")
  private String callerSerial;

  @Column(name = "caller_certificate")
  private byte[] callerCertificate;

  private String principal;

  /** Absent for the job of an account, which calls without a token. */
  @Column(name = "access_jti")
  private String accessJti;

  @Column(name = "root_jti")
  private String rootJti;

  private String purpose;

  /** Absent in rows from before plans had rows of their own. */
  @Column(name = "plan_id")
  private String planId;

  @Column(name = "request_octets")
  private long requestOctets;

  @Column(name = "request_sha256")
  private String requestSha256;

  /** The key of a job of before version 3 of the schema; later jobs have {@link #ownerKey}. */
  @Column(name = "idempotency_key")
  private String idempotencyKey;

  /** The digest of owner and Idempotency-Key, which the database keeps unique. */
  @Column(name = "owner_key")
  private String ownerKey;

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

  /** When the inputs and results of the job were deleted. */
  @Convert(converter = InstantColumn.class)
  @Column(name = "texts_deleted_at")
  private Instant textsDeletedAt;

  @SuppressWarnings("unused") // queries read it
  private long revision;

  protected JobRow() {}

  JobRow(NewJob job, String planId) {
    this.planId = planId;
    jobId = job.jobId();
    txn = job.txn();
    setOwner(job.owner());
    accessJti = job.root().origin().parent().orElse(null);
    rootJti = job.root().jti();
    purpose = job.request().purpose();
    requestOctets = job.request().octets();
    requestSha256 = job.request().sha256();
    ownerKey = job.idempotencyKey().map(job.owner()::digest).orElse(null);
    state = ExecutionState.RUNNING.text();
    createdAt = job.root().lifetime().issuedAt();
    deadline = job.root().lifetime().expiresAt();
  }

  private void setOwner(JobOwner owner) {
    caller = owner.caller().name();
    callerKind = owner.caller().kind().text();
    owner
        .caller()
        .presented()
        .ifPresent(
            credential -> {
              callerSerial = credential.serial().hex();
              callerCertificate = encoded(credential.certificate().orElseThrow());
            });
    principal = owner.principal();
  }

  private JobOwner owner() {
    return new JobOwner(
        CallerIdentity.stored(
            CallerKind.of(callerKind),
            caller,
            Optional.ofNullable(callerCertificate)
                .map(der -> CallerCredential.of(Pem.certificate(der)))),
        principal);
  }

  /** Cuts the reason of a job, step or attempt to the length of its column. */
  static String cut(String reason) {
    return reason.length() <= REASON_LENGTH ? reason : reason.substring(0, REASON_LENGTH);
  }

  String jobId() {
    return jobId;
  }

  String rootJti() {
    return rootJti;
  }

  /** The job's id, if this request is the one that it was accepted with. */
  String idIfSame(JobRequest request) {
    if (!requestSha256.equals(request.sha256())) {
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
    ownerKey = null;
  }

  void end(ExecutionState finalState, Optional<String> why, Instant at) {
    state = finalState.text();
    reason = why.map(JobRow::cut).orElse(null);
    endedAt = at;
  }

  void textsDeleted(Instant at) {
    textsDeletedAt = at;
  }

  JobRecord record(List<StepRecord> steps) {
    return new JobRecord(
        jobId,
        owner(),
        new JobRecord.Origin(txn, rootJti, purpose, Optional.ofNullable(planId)),
        new JobRecord.Progress(
            state(),
            Optional.ofNullable(reason),
            createdAt,
            deadline,
            Optional.ofNullable(endedAt),
            Optional.ofNullable(textsDeletedAt)),
        steps);
  }

  private static byte[] encoded(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a verified certificate cannot be encoded", e);
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

  /** The request of a job from before plans had rows of their own; new rows have none. */
  @Entity(name = "JobRequestRow")
  @Table(name = "job")
  static class Request {

    @Id
    @Column(name = "job_id")
    private String jobId;

    @SuppressWarnings("unused") // a query empties it
    private String request;

    protected Request() {}
  }
}
