package org.bailiwick.master.health;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;
import org.bailiwick.master.intake.ServiceRules;
import org.bailiwick.master.inventory.AgentInventory;
import org.bailiwick.master.job.JobStreams;
import org.bailiwick.master.outbox.OutboxFigures;
import org.bailiwick.master.personcheck.PersonChecks;
import org.bailiwick.master.redecision.Redecisions;
import org.bailiwick.master.runner.WorkflowRunner;
import org.bailiwick.master.tokenends.EndCause;
import org.bailiwick.master.tokenends.TokenRevoker;
import org.bailiwick.master.tokenkeys.DomainKeys;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.node.health.PolicyHealth;
import org.bailiwick.node.trust.DomainTrust;
import org.bailiwick.node.writer.GroupWriter;
import org.eclipse.microprofile.metrics.MetricRegistry;
import org.eclipse.microprofile.metrics.Tag;

/** The gauges of running jobs and calls for {@code /metrics}. */
@Dependent
public class MasterGauges {
  private static final String TOKENS_ENDED = "master_tokens_ended";
  private static final String CAUSE = "cause";

  @Inject private MetricRegistry metrics;
  @Inject private WorkflowRunner runner;
  @Inject private JobStreams streams;
  @Inject private AgentInventory inventory;
  @Inject private DomainKeys keys;
  @Inject private Clock clock;
  @Inject private GroupWriter writer;
  @Inject private DomainTrust trust;
  @Inject private PolicyHealth policies;
  @Inject private ServiceRules rules;
  @Inject private OutboxFigures outbox;
  @Inject private TokenRevoker revoker;
  @Inject private TokenLedger ledger;
  @Inject private PersonChecks checks;
  @Inject private Redecisions redecisions;

  /** Registers the gauges. It is called once, at start. */
  public void register() {
    metrics.gauge("master_jobs_running", runner::jobsUnderWay);
    metrics.gauge("master_calls_running", runner::callsUnderWay);
    metrics.gauge("master_calls_waiting", runner::callsWaiting);
    metrics.gauge("master_steps_followed", runner::stepsFollowed);
    metrics.gauge("master_ending_acts_pending", outbox::pending);
    metrics.gauge("master_ending_acts_oldest_seconds", outbox::oldestSeconds);
    metrics.gauge("master_ending_acts_given_up", outbox::givenUp);
    metrics.gauge("master_ending_acts_unknown", outbox::unknown);
    metrics.gauge("master_event_streams", streams::openStreams);
    metrics.gauge("master_agents_known", inventory::size);
    metrics.gauge("master_agents_unreadable", inventory::unreadable);
    metrics.gauge("master_token_keys", () -> keys.published(clock.instant()).size());
    metrics.gauge("master_refusals_grouped", writer::refusalsGrouped);
    metrics.gauge("master_policies_refused", policies::refused);
    metrics.gauge("master_authentication_rules_refused", () -> rules.fault().isPresent() ? 1 : 0);
    metrics.gauge(TOKENS_ENDED, ledger::endedWithCallers, new Tag(CAUSE, "credential-revoked"));
    for (EndCause cause : EndCause.values()) {
      metrics.gauge(TOKENS_ENDED, () -> revoker.ended(cause), new Tag(CAUSE, cause.text()));
    }
    metrics.gauge("master_status_list_places_given", ledger.places()::given);
    metrics.gauge("master_person_checks_failed", checks::failed);
    metrics.gauge("master_trust_early_readings", trust::earlyReadings);
    metrics.gauge("master_tokens_redecided", redecisions::asked);
    metrics.gauge("master_tokens_redecisions_postponed", redecisions::postponed);
    metrics.gauge("master_tokens_redecision_seconds", () -> redecisions.lag().toMillis() / 1000.0);
  }
}
