package org.bailiwick.aca.schedule;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.meter.Meter;
import org.bailiwick.aca.revocation.Orderer;
import org.bailiwick.aca.revocation.TriggerRevoker;
import org.bailiwick.aca.schedule.RevocationSchedule.End;
import org.bailiwick.aca.schedule.RevocationSchedule.Outcome;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.lease.Lease;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Executes the due orders, on one node at a time by a lease. The end row shares the transaction of
 * the revocations, so that no order is executed twice or after it was cancelled.
 */
@Singleton
final class DueSchedules {

  private static final StructuredLog LOG = StructuredLog.of(DueSchedules.class);
  private static final String LEASE = "revocation-schedules";

  /** The longest wait for a schedule if the node that executes it is killed. */
  private static final Duration LEASE_TIME = Duration.ofSeconds(30);

  private final ScheduleBook book;
  private final TriggerRevoker triggers;
  private final GroupWriter writer;
  private final Lease lease;
  private final Meter meter;

  @Inject
  DueSchedules(
      ScheduleBook book,
      TriggerRevoker triggers,
      @ForAca GroupWriter writer,
      @ForAca Lease lease,
      Meter meter) {
    this.book = book;
    this.triggers = triggers;
    this.writer = writer;
    this.lease = lease;
    this.meter = meter;
  }

  int run(Instant now) {
    int executed = 0;
    for (RevocationSchedule schedule : book.due(now)) {
      if (!lease.tryAcquire(LEASE, LEASE_TIME)) {
        break;
      }
      executed += execute(schedule, now) ? 1 : 0;
    }
    return executed;
  }

  private boolean execute(RevocationSchedule schedule, Instant now) {
    String by = schedule.orderedBy().toString();
    try {
      triggers.revoke(
          Orderer.of(schedule.orderedBy()),
          schedule.order(),
          ScheduleBook.end(schedule.id(), new End(Outcome.EXECUTED, "", by, now)),
          audit("revocation-schedule.executed", schedule, by));
      meter.count("schedules", Outcome.EXECUTED.text());
      return true;
    } catch (ProblemException problem) {
      endIfFinal(schedule, now, problem);
      return false;
    }
  }

  /**
   * After a temporary problem the next run of the timer tries again. Another problem ends the
   * schedule, which an officer has to see.
   */
  private void endIfFinal(RevocationSchedule schedule, Instant now, ProblemException problem) {
    switch (problem.type()) {
      case POLICY_DENIED, REACH_TOO_WIDE, MALFORMED_REQUEST -> {
        String by = schedule.orderedBy().toString();
        writer.commit(
            ScheduleBook.end(schedule.id(), new End(Outcome.REFUSED, problem.check(), by, now)),
            new AuditEntry(
                "revocation-schedule.refused",
                AuditEntry.Outcome.FAILED,
                problem.check(),
                by,
                schedule.id().toString(),
                details(schedule)));
        meter.count("schedules", Outcome.REFUSED.text());
        LOG.warn("revocation-schedule.refused", Map.of("check", problem.check()));
      }
      case SCHEDULE_ENDED -> LOG.info("revocation-schedule.ended-elsewhere", Map.of());
      default ->
          LOG.warn(
              "revocation-schedule.late",
              Map.of("schedule", schedule.id().toString(), "check", problem.check()));
    }
  }

  static AuditEntry audit(String event, RevocationSchedule schedule, String by) {
    return new AuditEntry(
        event, AuditEntry.Outcome.DONE, "", by, schedule.id().toString(), details(schedule));
  }

  private static Map<String, String> details(RevocationSchedule schedule) {
    return Map.of(
        "trigger", schedule.order().trigger(),
        "subject", schedule.order().subject().toString(),
        "due_at", schedule.dueAt().toString(),
        "comment", schedule.order().comment());
  }
}
