package org.bailiwick.aca.schedule;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.credentialrequest.CredentialQuestion;
import org.bailiwick.aca.revocation.Orderer;
import org.bailiwick.aca.revocation.TriggerOrder;
import org.bailiwick.aca.revocation.TriggerRun;
import org.bailiwick.aca.schedule.RevocationSchedule.End;
import org.bailiwick.aca.schedule.RevocationSchedule.Outcome;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Orders that are due later: taken from officers, listed, cancelled, executed. An EJB because it is
 * called from another module.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class RevocationSchedules {

  /** Further away is a slip of the keyboard. */
  private static final Duration FARTHEST = Duration.ofDays(3653);

  private Gate gate;
  private GroupWriter writer;
  private ScheduleBook book;
  private TriggerRun run;
  private DueSchedules due;
  private Clock clock;

  /** For the container's proxy. */
  public RevocationSchedules() {}

  @Inject
  RevocationSchedules(
      @ForAca Gate gate,
      @ForAca GroupWriter writer,
      ScheduleBook book,
      TriggerRun run,
      DueSchedules due,
      @ForAca Clock clock) {
    this.gate = gate;
    this.writer = writer;
    this.book = book;
    this.run = run;
    this.due = due;
    this.clock = clock;
  }

  /** A schedule, and what it would end if it were due now. */
  public record Receipt(RevocationSchedule schedule, TriggerRun.Outlook outlook) {}

  /**
   * Has the order executed at that time.
   *
   * @throws ProblemException POLICY_DENIED, REACH_TOO_WIDE; MALFORMED_REQUEST for a trigger,
   *     subject or time that will not do
   */
  public Receipt schedule(VerifiedPeer officer, TriggerOrder order, Instant at) {
    Instant dueAt = at.truncatedTo(ChronoUnit.MICROS);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    if (!dueAt.isAfter(now) || dueAt.isAfter(now.plus(FARTHEST))) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "schedule-time",
          "A schedule is due in the future, and within ten years.");
    }
    Orderer orderer = Orderer.of(officer);
    TriggerRun.Outlook outlook = run.look(orderer, order);
    TriggerRun.requireAgreed(orderer, outlook.policy());
    AuditEntry permit = run.require(orderer, outlook);
    RevocationSchedule schedule =
        new RevocationSchedule(
            UUID.randomUUID(), order, dueAt, officer.id(), now, Optional.empty());
    writer.commit(
        ScheduleBook.add(schedule),
        permit,
        DueSchedules.audit("revocation-schedule.ordered", schedule, officer.id().toString()));
    return new Receipt(schedule, outlook);
  }

  /**
   * Has it not executed.
   *
   * @throws ProblemException POLICY_DENIED, NOT_FOUND, SCHEDULE_ENDED
   */
  public RevocationSchedule cancel(VerifiedPeer officer, UUID id) {
    AuditEntry permit =
        gate.require(CredentialQuestion.of(officer, "cancel-revocation", id.toString(), Map.of()));
    RevocationSchedule schedule = book.require(id);
    String by = officer.id().toString();
    End end = new End(Outcome.CANCELLED, "", by, clock.instant().truncatedTo(ChronoUnit.MICROS));
    AuditEntry done = DueSchedules.audit("revocation-schedule.cancelled", schedule, by);
    writer.commitAmongNodes(ScheduleBook.end(id, end), permit, done);
    return book.require(id);
  }

  /** Pending schedules. */
  public List<RevocationSchedule> pending(VerifiedPeer asker) {
    requireReader(asker);
    return book.pending();
  }

  /** The latest 500 that were executed, refused or cancelled. */
  public List<RevocationSchedule> ended(VerifiedPeer asker) {
    requireReader(asker);
    return book.ended();
  }

  private void requireReader(VerifiedPeer asker) {
    writer.record(
        gate.require(
            CredentialQuestion.of(
                asker, "read-credential", "revocation-schedules", Map.of("own", false))));
  }

  /** Executes what is due, on the one node that has the lease; returns how many. */
  public int runDue(Instant now) {
    return due.run(now);
  }
}
