package org.bailiwick.master.upkeep;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import org.bailiwick.master.accessrequest.AccessRequests;
import org.bailiwick.master.attempts.FailedAttempts;
import org.bailiwick.master.authorization.PeopleUpkeep;
import org.bailiwick.master.enforcementfeed.EnforcementFeed;
import org.bailiwick.master.intake.ServiceRules;
import org.bailiwick.master.job.JobStreams;
import org.bailiwick.master.outbox.OutboxFigures;
import org.bailiwick.master.outbox.OutboxWorker;
import org.bailiwick.master.partnerevents.PartnerEvents;
import org.bailiwick.master.partnerkeys.PartnerKeys;
import org.bailiwick.master.partnertoken.PartnerTokenWatch;
import org.bailiwick.master.push.PushWorker;
import org.bailiwick.master.redecision.Redecisions;
import org.bailiwick.master.redecision.RunningWork;
import org.bailiwick.master.reportedfact.ReportedFacts;
import org.bailiwick.master.runner.WorkflowRunner;
import org.bailiwick.master.tokenkeys.DomainKeys;
import org.bailiwick.master.tokenledger.GrantEnds;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.records.AuditHeads;
import org.bailiwick.node.secretstore.SecretStore;
import org.bailiwick.node.tokenkeys.TokenKeyNotices;
import org.bailiwick.policy.CedarDecisionPoint;

/** The periodic tasks of the Master Agent. */
@Dependent
class MasterTasks {
  private static final StructuredLog LOG = StructuredLog.of(MasterTasks.class);

  /** The tasks, with the pause between two runs. */
  enum Task {
    /** Learns of jobs that were accepted or have ended at other nodes. */
    CHANGES(Duration.ofMillis(500)),
    /** Asks identity providers about the people who have work done. */
    PEOPLE(Duration.ofSeconds(5)),
    /** Cancels the jobs of callers whose credential or right was taken away. */
    CALLERS(Duration.ofSeconds(1)),
    /**
     * Loads signing keys that a ceremony has added, announces this node's keys, and reads those of
     * the other nodes.
     */
    TOKEN_KEYS(Duration.ofSeconds(1)),
    /**
     * Renews leases, ends overdue jobs, and takes over jobs of a lost node. The pause is a third of
     * a lease's validity.
     */
    JOBS(Duration.ofSeconds(5)),
    /** Asks partners' servers for events about their principals. */
    PARTNER_EVENTS(Duration.ofSeconds(2)),
    /** Looks whether partners' servers still publish the keys of grants that tokens rest on. */
    PARTNER_KEYS(Duration.ofSeconds(15)),

    /** Ends what rests on access tokens of partners' servers that do not count any more. */
    PARTNER_TOKENS(Duration.ofSeconds(2)),
    /** Does outside of the database what the end of a job, step or token causes. */
    OUTBOX(Duration.ofSeconds(1)),
    /** Tells clients of A2A of their tasks. */
    PUSH(Duration.ofSeconds(1)),
    /** Counts what of this is left to do. */
    OUTBOX_FIGURES(Duration.ofSeconds(10)),
    /** Learns what was reported of subjects, and asks again about the work of this node. */
    RUNNING_WORK(Duration.ofMillis(200)),
    /** Tells enforcement points of what has changed in the rows of all nodes. */
    ENFORCEMENT(Duration.ofMillis(200)),
    /** Asks again about the tokens of all nodes. */
    REDECISIONS(Duration.ofMillis(200)),
    /** Loads policies and rules of authentication that an operator has published. */
    POLICIES(Duration.ofSeconds(5)),
    /** Checks that the audit log has all rows of signed heads, and signs a new head. */
    RECORDS(Duration.ofMinutes(1)),
    /**
     * Deletes what is no longer needed: jobs, tokens, uses of grants, leases, acts, old keys,
     * counts of failed attempts, sessions of people, ends of grants, wrapped secrets.
     */
    RETENTION(Duration.ofMinutes(10));

    private final Duration pause;

    Task(Duration pause) {
      this.pause = pause;
    }

    Duration pause() {
      return pause;
    }
  }

  @Inject private WorkflowRunner runner;
  @Inject private CallerWatch callers;
  @Inject private JobStreams streams;
  @Inject private Retention retention;
  @Inject private PeopleUpkeep people;
  @Inject private SteadyTime time;
  @Inject private OutboxWorker outbox;
  @Inject private OutboxFigures outboxFigures;
  @Inject private PushWorker push;
  @Inject private TokenKeyNotices notices;
  @Inject private DomainKeys keys;
  @Inject private CedarDecisionPoint policies;
  @Inject private ServiceRules rules;
  @Inject private FailedAttempts attempts;
  @Inject private PartnerEvents partnerEvents;
  @Inject private PartnerKeys partnerKeys;
  @Inject private PartnerTokenWatch partnerTokens;
  @Inject private GrantEnds grantEnds;
  @Inject private SecretStore secrets;
  @Inject private ReportedFacts facts;
  @Inject private AccessRequests accessRequests;
  @Inject private RunningWork running;
  @Inject private EnforcementFeed enforcement;
  @Inject private Redecisions redecisions;
  @Inject private AuditHeads auditHeads;

  void run(Task task) {
    switch (task) {
      case CHANGES -> runner.follow();
      case PEOPLE -> people.check();
      case CALLERS -> runner.cancelJobsOf(callers);
      case JOBS -> {
        runner.keepUp();
        streams.refresh();
      }
      case TOKEN_KEYS -> {
        notices.follow();
        keys.follow();
      }
      case RECORDS -> keepAuditHeads();
      case POLICIES -> {
        policies.follow();
        rules.follow();
      }
      case RUNNING_WORK -> {
        facts.follow();
        running.run();
      }
      case ENFORCEMENT -> enforcement.follow();
      case REDECISIONS -> redecisions.run();
      case PARTNER_EVENTS -> partnerEvents.run();
      case PARTNER_KEYS -> partnerKeys.run();
      case PARTNER_TOKENS -> partnerTokens.run();
      case OUTBOX -> outbox.run();
      case PUSH -> push.run();
      case OUTBOX_FIGURES -> outboxFigures.count();
      case RETENTION -> deleteWhatIsOver();
    }
  }

  private void deleteWhatIsOver() {
    retention.run();
    outboxFigures.forget();
    attempts.forget();
    people.forget(time.earliest());
    grantEnds.forget();
    secrets.forget(time.earliest());
    facts.forget(time.earliest());
    accessRequests.forget(time.earliest());
  }

  /** Leaves jobs and acts to other nodes, or to the next process of this one. */
  void stop() {
    outbox.stop();
    push.stop();
    runner.stop();
  }

  private void keepAuditHeads() {
    auditHeads.keep();
    auditHeads.fault().ifPresent(fault -> LOG.warn("records.incomplete", Map.of("fault", fault)));
  }
}
