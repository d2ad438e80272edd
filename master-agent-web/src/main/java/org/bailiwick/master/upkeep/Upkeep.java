package org.bailiwick.master.upkeep;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import org.bailiwick.master.ancestry.TokenLedger;
import org.bailiwick.master.job.JobStreams;
import org.bailiwick.master.runner.WorkflowRunner;
import org.bailiwick.master.signing.TokenKeyNotices;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.policy.CedarDecisionPoint;

/** What the timers do. */
@Dependent
class Upkeep {

  /** The tasks, with the pause between two runs. */
  enum Task {
    /** Callers whose credential was revoked lose their jobs within about this time. */
    CALLERS(Duration.ofSeconds(1)),
    /** Signing keys of later ceremonies. */
    TOKEN_KEYS(Duration.ofSeconds(1)),
    /** Leases, deadlines, jobs of a node that is gone; a third of a lease's time. */
    JOBS(Duration.ofSeconds(5)),
    /** Policies that an operator has published. */
    POLICIES(Duration.ofSeconds(5)),
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
  @Inject private TokenLedger ledger;
  @Inject private GroupWriter writer;
  @Inject private TokenKeyNotices notices;
  @Inject private CedarDecisionPoint policies;
  @Inject private Clock clock;

  void run(Task task) {
    switch (task) {
      case CALLERS -> runner.cancelJobsOf(callers);
      case JOBS -> {
        runner.keepUp();
        streams.refresh();
      }
      case TOKEN_KEYS -> notices.follow();
      case POLICIES -> policies.follow();
      case RETENTION -> new Retention(ledger, writer).run(clock.instant());
    }
  }
}
