package org.bailiwick.master.runner;

import static org.bailiwick.contract.problem.ProblemType.ACCESS_TOKEN_INVALID;
import static org.bailiwick.contract.problem.ProblemType.POLICY_DENIED;
import static org.bailiwick.contract.problem.ProblemType.SCOPE_TOO_WIDE;

import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.master.journal.AttemptStart;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.policy.JobQuestion;
import org.bailiwick.master.slots.Demand;
import org.bailiwick.master.transactiontoken.MintedToken;
import org.bailiwick.master.transactiontoken.StepTokenRequest;
import org.bailiwick.master.transactiontoken.TransactionTokenMint;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.Question;

/**
 * Releases a step: asks about its caller and its agent, asks for a decision, mints the token, and
 * stores the attempt.
 */
final class StepReleaser {

  /** Problems that end the step. After any other problem of the node the step is tried again. */
  private static final Set<ProblemType> REFUSALS =
      Set.of(POLICY_DENIED, SCOPE_TOO_WIDE, ACCESS_TOKEN_INVALID);

  private final StepCallers callers;
  private final StepAgents agents;
  private final Gate gate;
  private final TransactionTokenMint mint;
  private final JobJournal journal;
  private final Clock clock;

  StepReleaser(
      StepCallers callers,
      StepAgents agents,
      Gate gate,
      TransactionTokenMint mint,
      JobJournal journal,
      Clock clock) {
    this.callers = callers;
    this.agents = agents;
    this.gate = gate;
    this.mint = mint;
    this.journal = journal;
    this.clock = clock;
  }

  /**
   * Releases the step to the agent of its slot.
   *
   * @throws ProblemException when a dependency of the node is not available; the step has not been
   *     attempted then
   */
  Release release(JobRun run, StepRequest step, Optional<AgentId> chosen) {
    Optional<String> refusal = callers.refusal(run.job().owner(), run.workflow().stepScope(step));
    if (refusal.isPresent()) {
      return new Release.Denied(refusal.get());
    }
    agents.requireFresh();
    Demand demand = run.demand(step);
    Optional<KnownAgent> agent =
        agents.find(demand, chosen).filter(found -> !agents.isRevoked(found.serial()));
    if (agent.isEmpty()) {
      return agents.hasOther(demand)
          ? new Release.Again()
          : new Release.Denied(agents.noAgent(demand));
    }
    agents.requireKnown(agent.get().serial());
    try {
      return release(run, step, agent.get());
    } catch (ProblemException e) {
      if (REFUSALS.contains(e.type())) {
        return new Release.Denied(e.type().slug() + ": " + e.check());
      }
      throw e;
    }
  }

  private Release release(JobRun run, StepRequest step, KnownAgent agent) {
    CapabilitySet scope = run.workflow().stepScope(step);
    AuditEntry permit = gate.require(question(run, step, agent, scope));
    MintedToken token =
        mint.forStep(new StepTokenRequest(run.transaction(), step.id(), scope, agent.agent()));
    AttemptStart attempt =
        new AttemptStart(
            run.id(),
            step.id(),
            run.tries(step).next(),
            agent.registryId(),
            agent.agent().toString(),
            agent.serial().hex(),
            token.record());
    AuditEntry released = mint.withSigner(released(attempt), token.compact());
    boolean begun = journal.begin(run.lease(), attempt, permit, released);
    return begun ? new Release.Granted(agent, attempt, token.compact()) : new Release.Dropped();
  }

  private Question question(JobRun run, StepRequest step, KnownAgent agent, CapabilitySet scope) {
    SpiffeId caller = SpiffeId.parse(run.job().owner().caller());
    boolean foreign = !caller.trustDomain().equals(agent.agent().trustDomain());
    boolean covered =
        run.transaction().root().scope().covers(scope)
            && agent.capabilities().covers(step.capability());
    return JobQuestion.step(
        new JobQuestion.AgentSubject(caller, foreign),
        new JobQuestion.Callee(
            agent.agent().spiffeId(), agent.capabilities(), agent.status(clock.instant())),
        step.capability().text(),
        new JobQuestion.Cover(scope, covered));
  }

  private static AuditEntry released(AttemptStart attempt) {
    return AuditEntry.of("step.released", Outcome.DONE, "", attempt.token().origin().caller())
        .about(attempt.jobId() + "/" + attempt.stepId())
        .with("agent", attempt.agent())
        .with("attempt", Integer.toString(attempt.number()))
        .with("scope", attempt.token().scope().scope())
        .with("token_sha256", attempt.token().sha256().orElse(""));
  }
}
