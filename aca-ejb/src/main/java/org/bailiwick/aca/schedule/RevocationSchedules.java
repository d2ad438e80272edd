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
import org.bailiwick.aca.revocation.TriggerRevoker;
import org.bailiwick.aca.schedule.RevocationSchedule.End;
import org.bailiwick.aca.schedule.RevocationSchedule.Outcome;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.writer.GroupWriter;
import org.bailiwick.policy.Action;

/**
 * Stores, lists, cancels and executes revocation orders that are due later. The class is an EJB
 * because another module calls it.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class RevocationSchedules {

  /** The longest time until an order is due; a longer one is regarded as a mistake. */
  private static final Duration MAX_DELAY = Duration.ofDays(3653);

  private Gate gate;
  private GroupWriter writer;
  private ScheduleBook book;
  private TriggerRevoker triggers;
  private DueSchedules due;
  private Clock clock;

  /** Lets the container create a proxy. */
  public RevocationSchedules() {}

  @Inject
  RevocationSchedules(
      @ForAca Gate gate,
      @ForAca GroupWriter writer,
      ScheduleBook book,
      TriggerRevoker triggers,
      DueSchedules due,
      @ForAca Clock clock) {
    this.gate = gate;
    this.writer = writer;
    this.book = book;
    this.triggers = triggers;
    this.due = due;
    this.clock = clock;
  }

  /** A schedule, and the credentials that it would revoke if it were due now. */
  public record Receipt(RevocationSchedule schedule, TriggerRevoker.Reach reach) {}

  /**
   * Stores an order to be executed at this time.
   *
   * @throws ProblemException POLICY_DENIED, REACH_TOO_WIDE; MALFORMED_REQUEST for an unsuitable
   *     trigger, subject or time
   */
  public Receipt schedule(VerifiedPeer officer, TriggerOrder order, Instant at) {
    Instant dueAt = at.truncatedTo(ChronoUnit.MICROS);
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    if (!dueAt.isAfter(now) || dueAt.isAfter(now.plus(MAX_DELAY))) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "schedule-time",
          "A schedule must be due in the future and within ten years.");
    }
    Orderer orderer = Orderer.of(officer);
    TriggerRevoker.Reach reach = triggers.reachOf(orderer, order);
    TriggerRevoker.requireAgreed(orderer, reach.policy());
    AuditEntry permit = triggers.require(orderer, reach);
    RevocationSchedule schedule =
        new RevocationSchedule(
            UUID.randomUUID(), order, dueAt, officer.id(), now, Optional.empty());
    writer.commit(
        ScheduleBook.add(schedule),
        permit,
        DueSchedules.audit("revocation-schedule.ordered", schedule, officer.id().toString()));
    return new Receipt(schedule, reach);
  }

  /**
   * Cancels the schedule.
   *
   * @throws ProblemException POLICY_DENIED, NOT_FOUND, SCHEDULE_ENDED
   */
  public RevocationSchedule cancel(VerifiedPeer officer, UUID id) {
    AuditEntry permit =
        gate.require(
            CredentialQuestion.of(officer, Action.CANCEL_REVOCATION, id.toString(), Map.of()));
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

  /** The latest 500 schedules that were executed, refused or cancelled. */
  public List<RevocationSchedule> ended(VerifiedPeer asker) {
    requireReader(asker);
    return book.ended();
  }

  private void requireReader(VerifiedPeer asker) {
    writer.record(gate.require(CredentialQuestion.toRead(asker, "revocation-schedules")));
  }

  /** Executes the due orders on the node that has the lease, and returns their number. */
  public int runDue(Instant now) {
    return due.run(now);
  }
}
