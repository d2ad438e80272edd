package org.bailiwick.master;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.master.authorizationcontext.AuthorizationContexts;
import org.bailiwick.master.facts.DecisionFacts;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.job.JobControl;
import org.bailiwick.master.job.JobIntake;
import org.bailiwick.master.job.JobStreams;
import org.bailiwick.master.job.JobViews;
import org.bailiwick.master.journal.JobJournal;
import org.bailiwick.master.planledger.PlanLedger;
import org.bailiwick.master.runner.RunnerSettings;
import org.bailiwick.master.runner.WorkflowRunner;
import org.bailiwick.master.signing.OwnTokens;
import org.bailiwick.master.storage.MasterStore;
import org.bailiwick.master.storage.MasterWriter;
import org.bailiwick.master.storage.Store;
import org.bailiwick.master.texts.TextShares;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.transactiontoken.MintSettings;
import org.bailiwick.master.transactiontoken.TransactionTokenMint;
import org.bailiwick.master.workers.Workers;
import org.bailiwick.master.workflow.WorkflowPlanner;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.decision.SharedPolicyVersions;
import org.bailiwick.node.health.DatabaseProbe;
import org.bailiwick.node.health.PolicyHealth;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.policies.PolicyBundles;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.settings.Settings;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.policy.CedarDecisionPoint;

/**
 * Produces the Master Agent's objects for jobs, tokens and storage, one of each class. CDI cannot
 * proxy these classes because they are final; so each producer has the scope {@code @Singleton},
 * which needs no proxy. {@code KeyBeans} produces the objects for signing, {@code TrustBeans} those
 * for trust and connections, {@code EdgeBeans} those for the resources.
 */
@ApplicationScoped
class MasterBeans {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration JOB_LEASE = Duration.ofSeconds(15);

  @Resource private ManagedExecutorService tasks;
  @Resource private ManagedScheduledExecutorService timer;

  @Produces
  @Singleton
  MasterSettings settings() {
    return MasterSettings.read(Settings.fromConfig());
  }

  @Produces
  @Singleton
  Clock clock() {
    return Clock.systemUTC();
  }

  @Produces
  @Singleton
  DatabaseProbe probe(JobJournal journal) {
    return new DatabaseProbe(
        () -> Map.of("unfinished-jobs", String.valueOf(journal.unfinished().size())),
        System::nanoTime);
  }

  @Produces
  @Singleton
  SteadyTime time(Clock clock) {
    return new SteadyTime(clock, System::nanoTime);
  }

  @Produces
  @Singleton
  GroupWriter writer(MasterWriter writer) {
    return writer.writer();
  }

  @Produces
  @Singleton
  Store store(MasterStore store) {
    return new Store() {
      @Override
      public <T> T read(Function<EntityManager, T> query) {
        return store.read(query);
      }
    };
  }

  @Produces
  @Singleton
  Lease leases(GroupWriter writer, MasterSettings settings, Clock clock) {
    return Lease.ofProcess(writer, settings.component().nodeName(), clock);
  }

  @Produces
  @Singleton
  CedarDecisionPoint decisions(
      MasterSettings settings, SharedPolicyVersions versions, PolicyBundles bundles) {
    return CedarDecisionPoint.load(settings.component().policyFolder(), versions, bundles);
  }

  @Produces
  @Singleton
  PolicyHealth policyHealth(CedarDecisionPoint decisions, PolicyBundles bundles) {
    return new PolicyHealth(decisions::policyVersion, () -> decisions.fault().or(bundles::fault));
  }

  @Produces
  @Singleton
  Gate gate(CedarDecisionPoint decisions, GroupWriter writer, DecisionFacts facts) {
    return new Gate(decisions, writer, facts);
  }

  @Produces
  @Singleton
  TokenLedger ledger(Store store, GroupWriter writer, Clock clock) {
    return new TokenLedger(store, writer, clock);
  }

  @Produces
  @Singleton
  TransactionTokenMint mint(
      OwnTokens tokens, TokenLedger ledger, MasterSettings settings, Clock clock) {
    TrustDomain domain = settings.trustDomain();
    return new TransactionTokenMint(
        tokens,
        ledger,
        new MintSettings(
            domain.name(),
            settings.node().toString(),
            settings.limits().tokens().transactionLifetime(),
            settings.limits().tokens().maxChain(),
            settings.limits().tokens().maxExchanges(),
            settings.limits().tokens().maxFanOut()),
        clock);
  }

  @Produces
  @Singleton
  JobJournal journal(JournalCollaborators needs) {
    return needs.journal();
  }

  @Produces
  @Singleton
  AgentInventory inventory(MasterSettings settings, Clock clock) {
    return new AgentInventory(clock, settings.limits().inventoryAge());
  }

  @Produces
  @Singleton
  PlanLedger plans(Store store, OwnTokens tokens, MasterSettings settings, Clock clock) {
    WorkflowPlanner planner = new WorkflowPlanner(settings.limits().jobs().maxSteps());
    return new PlanLedger(store, tokens, planner, clock);
  }

  @Produces
  @Singleton
  TextShares shares(MasterSettings settings) {
    return new TextShares(settings.limits().jobs().memory().maxText());
  }

  @Produces
  @Singleton
  JobViews views(
      JobJournal journal,
      TextShares shares,
      AuthorizationContexts contexts,
      MasterSettings settings) {
    return new JobViews(journal, shares, contexts, settings.resultsUrl());
  }

  @Produces
  @Singleton
  JobStreams streams(
      JobJournal journal, JobViews views, MasterSettings settings, GroupWriter writer) {
    return new JobStreams(
        journal::find, views, tasks, settings.limits().jobs().maxStreams(), writer::record);
  }

  @Produces
  @Singleton
  WorkflowRunner runner(RunnerCollaborators needs, MasterSettings settings) {
    MasterSettings.Calls calls = settings.limits().calls();
    MasterSettings.JobMemory memory = settings.limits().jobs().memory();
    return new WorkflowRunner(
        needs.parts(),
        new RunnerSettings(
            calls.bounds(),
            calls.timeout(),
            calls.maxTries(),
            FIRST_PAUSE,
            calls.polls(),
            JOB_LEASE,
            new RunnerSettings.Memory(
                memory.maxRunning(),
                memory.maxText(),
                memory.maxResults(),
                new RunnerSettings.Stored(settings.resultsUrl(), memory.stored()))),
        new Workers(tasks, timer));
  }

  @Produces
  @Singleton
  JobIntake intake(
      RunnerCollaborators needs,
      WorkflowRunner runner,
      AuditHeads records,
      MasterSettings settings) {
    return new JobIntake(needs.parts(), runner, settings.limits().jobs(), records, needs.shares);
  }

  @Produces
  @Singleton
  JobControl control(RunnerCollaborators needs, WorkflowRunner runner, JobViews views) {
    return new JobControl(
        needs.gate, needs.journal, runner, views, needs.partners.own(), needs.clock);
  }
}
