package org.bailiwick.master.planledger;

import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.signing.OwnTokens;
import org.bailiwick.master.storage.Store;
import org.bailiwick.master.workflow.PlanText;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.master.workflow.Workflow;
import org.bailiwick.master.workflow.WorkflowPlanner;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.writer.UnitOfWork;

/**
 * The rows of all plans. A plan is checked before it is signed, and checked again, with its digest
 * and signature, when it is read. Inserting and deleting plans are units of work, so that a caller
 * can commit them in one transaction with the rows of the job.
 */
public final class PlanLedger {

  private static final StructuredLog LOG = StructuredLog.of(PlanLedger.class);

  private final Store store;
  private final OwnTokens tokens;
  private final WorkflowPlanner planner;
  private final Clock clock;

  public PlanLedger(Store store, OwnTokens tokens, WorkflowPlanner planner, Clock clock) {
    this.store = store;
    this.tokens = tokens;
    this.planner = planner;
    this.clock = clock;
  }

  /**
   * Checks the steps of a plan, whatever made them.
   *
   * @throws ProblemException job-not-acceptable
   */
  public Workflow check(List<StepRequest> steps) {
    return planner.plan(steps);
  }

  /**
   * Signs a checked plan for a job.
   *
   * @throws ProblemException when nothing can be signed now
   */
  public SignedPlan sign(String jobId, PlanOrigin origin, Workflow workflow) {
    PlanStatement statement =
        new PlanStatement(
            UUID.randomUUID().toString(),
            jobId,
            origin,
            PlanText.version(workflow),
            Sha256.hex(PlanText.of(workflow)),
            clock.instant().truncatedTo(ChronoUnit.SECONDS));
    String signature = tokens.sign(PlanStatement.TYPE, statement.claims(tokens.issuer()));
    return new SignedPlan(statement, workflow, signature);
  }

  public UnitOfWork insertion(SignedPlan plan) {
    return em -> em.persist(PlanRow.of(plan));
  }

  /** Deletes plans to which no job refers any more. */
  public UnitOfWork deletion(Collection<String> planIds) {
    return em -> {
      if (!planIds.isEmpty()) {
        em.createQuery("delete from PlanRow p where p.planId in :plans")
            .setParameter("plans", planIds)
            .executeUpdate();
      }
    };
  }

  /**
   * The plan of a job.
   *
   * @throws RuntimeException when the database does not answer, and when it is not known now
   *     whether the node that signed the plan is revoked
   */
  public StoredPlan read(Optional<String> planId, String jobId) {
    StoredPlan found =
        planId
            .flatMap(this::row)
            .map(row -> checked(row, jobId))
            .orElse(new StoredPlan.Unreadable(StoredPlan.Fault.MISSING));
    if (found instanceof StoredPlan.Unreadable unreadable) {
      LOG.warn(
          "plan.unreadable",
          Map.of(
              "job", jobId,
              "plan", planId.orElse(""),
              "fault", unreadable.fault().text()));
    }
    return found;
  }

  private Optional<PlanRow.Copy> row(String planId) {
    return store.read(em -> Optional.ofNullable(em.find(PlanRow.class, planId)).map(PlanRow::copy));
  }

  private StoredPlan checked(PlanRow.Copy row, String jobId) {
    if (!PlanText.isKnown(row.version())) {
      return new StoredPlan.Unreadable(StoredPlan.Fault.VERSION);
    }
    if (!Sha256.hex(row.content()).equals(row.sha256())) {
      return new StoredPlan.Unreadable(StoredPlan.Fault.DIGEST);
    }
    Optional<String> payload = tokens.statement(row.signature(), PlanStatement.TYPE);
    if (!row.statement(jobId).isIn(payload, tokens.issuer())) {
      return new StoredPlan.Unreadable(StoredPlan.Fault.SIGNATURE);
    }
    try {
      Workflow workflow = check(PlanText.read(row.content()));
      return PlanText.version(workflow) == row.version()
          ? new StoredPlan.Accepted(workflow)
          : new StoredPlan.Unreadable(StoredPlan.Fault.VERSION);
    } catch (ProblemException refused) {
      return new StoredPlan.Unreadable(StoredPlan.Fault.CONTENT);
    }
  }
}
