package org.bailiwick.master.approval;

import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.storage.Store;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * The rows of all requests and decisions. Inserting one is a unit of work, so that a caller can
 * commit it in one transaction with the change of the step.
 */
public final class Approvals {

  /** The greatest length of parameters that people are shown in full. */
  public static final int MOST_SHOWN = 100_000;

  private final Store store;
  private final ApprovalNeed need;
  private final Duration validity;
  private final DecisionReview review;

  /** {@code validity} is the time that people have to decide. */
  public Approvals(Store store, ApprovalNeed need, Duration validity, DecisionReview review) {
    this.store = store;
    this.need = need;
    this.validity = validity;
    this.review = review;
  }

  /** The time that people have to decide, unless the job's deadline is earlier. */
  public Duration validity() {
    return validity;
  }

  /** How many people must approve a step with this capability, whatever the policies say. */
  public int approvers(Capability capability) {
    return need.approvers(capability);
  }

  /** Inserts a request, with what the callee is sent. */
  public UnitOfWork insertion(ApprovalRequest request, String parameters) {
    return em -> em.persist(ApprovalRow.of(request, parameters));
  }

  /** The request of this kind about a step, with its decisions. */
  public Optional<Approval> ofStep(String jobId, String stepId, ApprovalRequest.Kind kind) {
    return store.read(
        em ->
            em.createQuery(
                    "select a from ApprovalRow a where a.jobId = :job and a.stepId = :step"
                        + " and a.kind = :kind",
                    ApprovalRow.class)
                .setParameter("job", jobId)
                .setParameter("step", stepId)
                .setParameter("kind", kind.text())
                .getResultStream()
                .findFirst()
                .map(row -> approval(em, row)));
  }

  /**
   * The same before a step is released on its decisions: those of people who have lost the right to
   * decide count no more.
   *
   * @throws ProblemException dependency-unavailable when it is not known of somebody now
   */
  public Optional<Approval> reviewed(String jobId, String stepId, ApprovalRequest.Kind kind) {
    return ofStep(jobId, stepId, kind)
        .map(approval -> approval.isReliedOn() ? review.of(approval) : approval);
  }

  /** Whether somebody can still decide about this request. */
  public boolean isWaiting(String id, Instant now) {
    return find(id).filter(known -> known.state(now) == Approval.State.WAITING).isPresent();
  }

  Optional<Approval> find(String id) {
    return store.read(em -> find(em, id));
  }

  /** What the callee of this request is sent; empty after it was deleted. */
  Optional<String> parameters(String id) {
    return store.read(
        em -> Optional.ofNullable(em.find(ApprovalRow.class, id)).flatMap(ApprovalRow::parameters));
  }

  /** These requests, with their decisions, by id. */
  Map<String, Approval> all(EntityManager em, Collection<String> ids) {
    if (ids.isEmpty()) {
      return Map.of();
    }
    List<ApprovalRow> rows =
        em.createQuery("select a from ApprovalRow a where a.id in :ids", ApprovalRow.class)
            .setParameter("ids", ids)
            .getResultList();
    Map<String, List<Verdict>> verdicts = verdicts(em, ids);
    Set<String> running = running(em, rows.stream().map(ApprovalRow::jobId).toList());
    Map<String, Approval> all = new HashMap<>();
    for (ApprovalRow row : rows) {
      all.put(
          row.id(),
          new Approval(
              row.id(),
              row.request(),
              verdicts.getOrDefault(row.id(), List.of()),
              running.contains(row.jobId())));
    }
    return all;
  }

  /**
   * Inserts a decision, unless the request is closed or the person has decided before.
   *
   * @throws ProblemException in the transaction, as {@link #requireOpen}
   */
  UnitOfWork decision(String id, Verdict verdict) {
    return em -> {
      Approval present = find(em, id).orElseThrow(Approvals::unknown);
      requireOpen(present, verdict.approver(), verdict.decidedAt());
      em.persist(VerdictRow.of(id, verdict));
      em.flush(); // so that later units of this batch read the row
    };
  }

  /**
   * Refuses a decision about what is closed, and a second one of the same person.
   *
   * @throws ProblemException not-found with check approval-approved, -denied, -decided, -expired,
   *     -ended or -changed; policy-denied with check same-approver
   */
  static void requireOpen(Approval approval, String approver, Instant now) {
    Approval.State state = approval.state(now);
    if (state != Approval.State.WAITING) {
      throw new ProblemException(
          ProblemType.NOT_FOUND,
          "approval-" + state.text(),
          "Nobody is asked for this any more: it is " + state.text() + ".");
    }
    if (approval.isDecidedBy(approver)) {
      throw new ProblemException(
          ProblemType.POLICY_DENIED, "same-approver", "The same person has decided before.");
    }
  }

  static ProblemException unknown() {
    return new ProblemException(
        ProblemType.NOT_FOUND, "approval-unknown", "There is no approval with this id.");
  }

  private Optional<Approval> find(EntityManager em, String id) {
    return Optional.ofNullable(em.find(ApprovalRow.class, id)).map(row -> approval(em, row));
  }

  private Approval approval(EntityManager em, ApprovalRow row) {
    return all(em, List.of(row.id())).get(row.id());
  }

  private static Map<String, List<Verdict>> verdicts(EntityManager em, Collection<String> ids) {
    Map<String, List<Verdict>> verdicts = new HashMap<>();
    em.createQuery(
            "select v from VerdictRow v where v.approvalId in :ids order by v.decidedAt",
            VerdictRow.class)
        .setParameter("ids", ids)
        .getResultList()
        .forEach(
            row ->
                verdicts
                    .computeIfAbsent(row.approvalId(), id -> new ArrayList<>())
                    .add(row.verdict()));
    return verdicts;
  }

  private static Set<String> running(EntityManager em, Collection<String> jobs) {
    return new HashSet<>(
        em.createQuery(
                "select j.jobId from JobRow j where j.jobId in :jobs and j.state = 'running'",
                String.class)
            .setParameter("jobs", jobs)
            .getResultList());
  }
}
