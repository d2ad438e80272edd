package org.bailiwick.master.redecision;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.facts.DecisionFacts;
import org.bailiwick.master.facts.PoliciesInForce;
import org.bailiwick.master.grantedquestion.GrantedQuestions;
import org.bailiwick.master.job.JobStreams;
import org.bailiwick.master.personcheck.PersonChecks;
import org.bailiwick.master.reportedfact.FactKind;
import org.bailiwick.master.reportedfact.ReportedFact;
import org.bailiwick.master.reportedfact.ReportedFacts;
import org.bailiwick.master.runner.WorkflowRunner;
import org.bailiwick.master.storage.Store;
import org.bailiwick.master.tokenends.TokenRevoker;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.log.StructuredLog;

/** Produces what decides again about running work. */
@ApplicationScoped
class RedecisionBeans {
  private static final StructuredLog LOG = StructuredLog.of(RedecisionBeans.class);

  /** Longer than each node needs to learn of a change. */
  private static final Duration NEWS = Duration.ofMinutes(1);

  @Resource private ManagedExecutorService tasks;

  /** Collects what is asked and what ends tokens. */
  @Dependent
  static class Collaborators {
    @Inject Gate gate;
    @Inject DecisionFacts known;
    @Inject PoliciesInForce policies;
    @Inject ReportedFacts facts;
    @Inject PersonChecks people;
    @Inject Clock clock;
  }

  @Produces
  @Singleton
  TokenReview review(Collaborators needs, TokenLedger ledger, TokenRevoker revoker) {
    return new TokenReview(
        new TokenReview.Parts(needs.gate::denialNow, needs.known::areKnownOf, ledger, revoker),
        SharedWork.of(tasks),
        needs.clock);
  }

  @Produces
  @Singleton
  Redecisions redecisions(Collaborators needs, TokenReview review, Store store, Lease leases) {
    Redecisions redecisions =
        new Redecisions(
            review,
            new GrantedQuestions(store),
            needs.policies::version,
            leases,
            needs.clock,
            System::nanoTime);
    needs.facts.onChange(redecisions::changed);
    needs.people.onChangedRoles(person -> tellAllNodes(needs, person));
    return redecisions;
  }

  @Produces
  @Singleton
  RunningWork running(Collaborators needs, WorkflowRunner runner, JobStreams streams) {
    RunningWork running =
        new RunningWork(
            new RunningWork.Parts(
                runner::cancelDenied,
                streams::refresh,
                needs.gate::denialNow,
                needs.known::areKnownOf),
            needs.policies::version,
            System::nanoTime);
    needs.facts.onChange(running::changed);
    return running;
  }

  /** Without room for the news, the person's tokens are asked about when all others are. */
  private static void tellAllNodes(Collaborators needs, String person) {
    Instant now = needs.clock.instant();
    try {
      needs.facts.report(
          new ReportedFact(
              FactKind.CHANGE,
              person,
              "identity-provider",
              "roles",
              "the provider has changed the roles",
              "{}",
              now,
              now.plus(NEWS)));
    } catch (ProblemException e) {
      LOG.warn("redecision.news-not-told", Map.of("check", e.check()));
    }
  }
}
