package org.bailiwick.master.runner;

import static org.bailiwick.contract.problem.ProblemType.ACCESS_TOKEN_INVALID;
import static org.bailiwick.contract.problem.ProblemType.POLICY_DENIED;
import static org.bailiwick.contract.problem.ProblemType.SCOPE_TOO_WIDE;

import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.AgentId;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.callout.AssetCaller;
import org.bailiwick.master.callout.AssetCallers;
import org.bailiwick.master.callout.DomainCaller;
import org.bailiwick.master.catalogue.Catalogue;
import org.bailiwick.master.inventory.AssetName;
import org.bailiwick.master.inventory.CallableAsset;
import org.bailiwick.master.inventory.KnownAgent;
import org.bailiwick.master.inventory.KnownDomain;
import org.bailiwick.master.journal.AttemptStart;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.parties.CallerStatus;
import org.bailiwick.master.parties.StepAssets;
import org.bailiwick.master.policy.CatalogueQuestion;
import org.bailiwick.master.policy.JobQuestion;
import org.bailiwick.master.policy.PrincipalQuestion;
import org.bailiwick.master.slots.Demand;
import org.bailiwick.master.transactiontoken.MintedToken;
import org.bailiwick.master.transactiontoken.StepTokenRequest;
import org.bailiwick.master.transactiontoken.TransactionTokenMint;
import org.bailiwick.master.workflow.StepRequest;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.catalogue.CapabilityType;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.Question;

/**
 * Releases a step: asks about its caller and its asset, asks for a decision, mints the token, and
 * stores the attempt. A poll of accepted work is released in the same way, with a token of its own
 * and without a new attempt.
 */
final class StepReleaser {

  /** Problems that end the step. After any other problem of the node the step is tried again. */
  private static final Set<ProblemType> REFUSALS =
      Set.of(POLICY_DENIED, SCOPE_TOO_WIDE, ACCESS_TOKEN_INVALID);

  /** The status of a partner domain whose description says that it takes jobs. */
  private static final String DESCRIBED = "listed";

  private final CallerStatus callers;
  private final StepAssets assets;
  private final Gate gate;
  private final TransactionTokenMint mint;
  private final JobJournal journal;
  private final AssetCallers calls;
  private final StepApprovals approvals;
  private final Catalogue catalogue;
  private final Clock clock;

  StepReleaser(WorkflowRunner.Parts parts, StepAssets assets, StepApprovals approvals) {
    WorkflowRunner.StepParts steps = parts.steps();
    this.callers = new CallerStatus(steps.partners(), steps.credentials(), steps.accounts());
    this.assets = assets;
    this.gate = steps.gate();
    this.mint = steps.mint();
    this.journal = parts.journal();
    this.calls = steps.callers();
    this.approvals = approvals;
    this.catalogue = parts.catalogue();
    this.clock = parts.clock();
  }

  /**
   * Releases the step to the asset of its slot.
   *
   * @param order what the asset is to be sent; empty for a question about work it has accepted
   * @throws ProblemException when a dependency of the node is not available; the step has not been
   *     attempted then
   */
  Release release(
      JobRun run, StepRequest step, Optional<AssetName> chosen, Optional<String> order) {
    Optional<Release> lost = approvals.lost(run, step, order);
    if (lost.isPresent()) {
      return lost.get();
    }
    Optional<String> refusal =
        callers.refusal(
            run.job().owner().caller(),
            run.job().owner().principal(),
            run.workflow().stepRight(step));
    if (refusal.isPresent()) {
      return new Release.Denied(refusal.get());
    }
    assets.requireFresh();
    Demand demand = run.demand(step);
    Optional<CallableAsset> asset =
        assets.find(demand, chosen).filter(found -> !assets.isRevoked(found));
    if (asset.isEmpty()) {
      return assets.hasOther(demand)
          ? new Release.Again()
          : new Release.Denied(assets.noAsset(demand));
    }
    assets.requireKnown(asset.get());
    try {
      return release(run, step, asset.get(), order);
    } catch (ProblemException e) {
      if (REFUSALS.contains(e.type())) {
        return new Release.Denied(e.type().slug() + ": " + e.check());
      }
      throw e;
    }
  }

  /** Releases the step to the asset by the protocol of its type. */
  Release release(JobRun run, StepRequest step, CallableAsset asset, Optional<String> order) {
    return switch (asset) {
      case KnownAgent agent -> toAgent(run, step, agent, order);
      case KnownDomain domain -> toDomain(run, step, domain, order);
    };
  }

  /**
   * The release of a step to an asset, whatever its type.
   *
   * @param agent for whom the token is minted
   * @param order what the asset is to be sent
   * @param able whether the asset can do the step
   */
  private record Target(
      CallableAsset asset,
      Optional<String> order,
      AgentId agent,
      String serial,
      JobQuestion.Callee callee,
      boolean able,
      AssetCaller caller) {}

  private Release toAgent(JobRun run, StepRequest step, KnownAgent agent, Optional<String> order) {
    JobQuestion.Callee callee =
        new JobQuestion.Callee(
            agent.agent().spiffeId(), agent.capabilities(), agent.status(clock.instant()));
    boolean able = agent.capabilities().covers(step.capability());
    return release(
        run,
        step,
        new Target(
            agent,
            order,
            agent.agent(),
            agent.serial().hex(),
            callee,
            able,
            calls.agents().to(agent)));
  }

  /**
   * Releases the step to a partner domain. The token is for the agent that the Master Agent is
   * there, which exchanges it for a grant.
   */
  private Release toDomain(
      JobRun run, StepRequest step, KnownDomain domain, Optional<String> order) {
    JobQuestion.Callee callee =
        new JobQuestion.Callee(new SpiffeId(domain.domain(), ""), domain.capabilities(), DESCRIBED);
    AssetCaller caller =
        calls
            .domains()
            .to(
                domain,
                new DomainCaller.RemoteStep(
                    run.transaction().purpose(), step.id(), step.capability(), step.delegates()));
    boolean able = domain.takes(run.workflow().stepScope(step));
    return release(
        run, step, new Target(domain, order, calls.domains().agent(), "", callee, able, caller));
  }

  private Release release(JobRun run, StepRequest step, Target target) {
    CapabilitySet scope = run.workflow().stepScope(step);
    boolean covered = run.transaction().root().scope().covers(scope) && target.able();
    Optional<CapabilityType> entry = catalogue.require(step.capability());
    Supplier<Question> question =
        () ->
            PrincipalQuestion.of(
                CatalogueQuestion.ofStep(
                    JobQuestion.step(
                        caller(run, target.agent()),
                        target.callee(),
                        step.capability().text(),
                        new JobQuestion.Cover(scope, covered)),
                    entry),
                run.job().owner().principal());
    Gate.Permit permit = gate.requireUnderApproval(question.get());
    Optional<Release> missing =
        approvals.missing(run, step, new StepApprovals.Order(target.order(), permit));
    if (missing.isEmpty()) {
      run.tries(step).released(question);
    }
    return missing.orElseGet(
        () -> granted(run, step, target, new Permitted(permit.entry(), entry)));
  }

  /** The permit of a step, and what the catalogue said of its capability then. */
  private record Permitted(AuditEntry permit, Optional<CapabilityType> entry) {}

  private Release granted(JobRun run, StepRequest step, Target target, Permitted permitted) {
    CapabilitySet scope = run.workflow().stepScope(step);
    AuditEntry permit = permitted.permit();
    MintedToken token =
        mint.forStep(new StepTokenRequest(run.transaction(), step.id(), scope, target.agent()));
    boolean poll = run.tries(step).accepted().isPresent();
    AttemptStart attempt =
        new AttemptStart(
            run.id(),
            step.id(),
            run.tries(step).next(),
            target.asset().registryId(),
            target.asset().name().text(),
            target.serial(),
            token.record());
    boolean stored =
        poll
            ? journal.polled(run.lease(), attempt, permit, row("step.polled", attempt, token))
            : journal.begin(
                run.lease(),
                attempt,
                permit,
                of(permitted.entry(), row("step.released", attempt, token)));
    return stored
        ? new Release.Granted(target.asset(), target.caller(), attempt, token.compact())
        : new Release.Dropped();
  }

  /**
   * The caller, of whom the journal does not hold the methods by which it authenticated; the agent
   * is of this domain.
   */
  private JobQuestion.CallerFacts caller(JobRun run, AgentId agent) {
    return new JobQuestion.CallerFacts(
        JobQuestion.Subject.of(run.job().owner().caller(), agent.trustDomain(), clock.instant()),
        Optional.empty());
  }

  /** The row with what the catalogue says of the step's capability. */
  private static AuditEntry of(Optional<CapabilityType> entry, AuditEntry row) {
    return entry
        .map(
            known ->
                row.with("asset_kind", known.kind().text())
                    .with("risk", known.review().risk().text())
                    .with("asset_owner", known.review().owner()))
        .orElse(row);
  }

  private AuditEntry row(String event, AttemptStart attempt, MintedToken token) {
    AuditEntry row =
        AuditEntry.of(event, Outcome.DONE, "", attempt.token().origin().caller().name())
            .about(attempt.jobId() + "/" + attempt.stepId())
            .with("agent", attempt.agent())
            .with("attempt", Integer.toString(attempt.number()))
            .with("scope", attempt.token().scope().scope())
            .with("token_sha256", attempt.token().sha256().orElse(""));
    return mint.withSigner(row, token.compact());
  }
}
