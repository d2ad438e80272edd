package org.bailiwick.aca.waiting;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.aca.ledger.CredentialRef;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.writer.UnitOfWork;

/** Reads and writes the rows of waiting enrolments, for issuance and for the timer. */
@Singleton
public final class WaitingEnrolmentStore {

  /** The time that an enrolment may wait after its evidence was verified: a weekend and a day. */
  public static final Duration GOOD_FOR = Duration.ofDays(3);

  private static final int MOST = 1000;

  /** Bound for one applicant, since a compromised device can send any number of CSRs. */
  private static final int MOST_PER_APPLICANT = 50;

  private final LedgerReader reader;
  private final Clock clock;

  @Inject
  public WaitingEnrolmentStore(LedgerReader reader, @ForAca Clock clock) {
    this.reader = reader;
    this.clock = clock;
  }

  /** Another request has written the row first; this transaction must not be repeated. */
  public static final class EndedMeanwhileException extends RuntimeException {}

  /** The waiting enrolment of this request digest. */
  public Optional<EnrolmentProgress> find(String requestDigest) {
    return find(WaitingEnrolment.idOf(requestDigest))
        .filter(progress -> progress.enrolment().requestDigest().equals(requestDigest));
  }

  Optional<EnrolmentProgress> find(UUID id) {
    Instant now = now();
    return reader.read(em -> find(em, id, now));
  }

  static Optional<EnrolmentProgress> find(EntityManager em, UUID id, Instant now) {
    return Optional.ofNullable(em.find(WaitingRow.class, id.toString()))
        .map(WaitingRow::waiting)
        .map(waiting -> progress(em, waiting, now));
  }

  private static EnrolmentProgress progress(
      EntityManager em, WaitingEnrolment waiting, Instant now) {
    List<String> approvedBy =
        em.createQuery(
                "select a.officer from EnrolmentApproval a where a.waitingId = :id"
                    + " order by a.approvedAt",
                String.class)
            .setParameter("id", waiting.id().toString())
            .getResultList();
    return Optional.ofNullable(em.find(EndRow.class, waiting.id().toString()))
        .map(end -> new EnrolmentProgress(waiting, end.state(), approvedBy, end.issued()))
        .orElseGet(() -> EnrolmentProgress.of(waiting, approvedBy, now));
  }

  /** Enrolments that have not ended, the oldest first, at most 1000. */
  List<EnrolmentProgress> pending() {
    Instant now = now();
    return reader.read(
        em ->
            em
                .createQuery(
                    "select w from WaitingEnrolment w where not exists (select e from"
                        + " WaitingEnrolmentEnd e where e.waitingId = w.waitingId)"
                        + " order by w.askedAt",
                    WaitingRow.class)
                .setMaxResults(MOST)
                .getResultList()
                .stream()
                .map(row -> progress(em, row.waiting(), now))
                .toList());
  }

  /** Enrolments whose time is over and that no row has ended yet. */
  public List<WaitingEnrolment> overdue() {
    return pending().stream()
        .filter(progress -> progress.state() == EnrolmentProgress.State.EXPIRED)
        .map(EnrolmentProgress::enrolment)
        .toList();
  }

  /**
   * Adds it. Fails by {@link EndedMeanwhileException} if it is there already, and by
   * TOO_MANY_REQUESTS if too many of its applicant wait.
   */
  public static UnitOfWork add(WaitingEnrolment waiting) {
    return em -> {
      if (em.find(WaitingRow.class, waiting.id().toString()) != null) {
        throw new EndedMeanwhileException();
      }
      requireFewOfApplicant(em, waiting);
      em.persist(new WaitingRow(waiting));
      em.flush(); // for the count of a unit later in the same batch
    };
  }

  private static void requireFewOfApplicant(EntityManager em, WaitingEnrolment waiting) {
    Long others =
        em.createQuery(
                "select count(w) from WaitingEnrolment w where w.applicant = :applicant"
                    + " and w.expiresAt > :now and not exists (select e from"
                    + " WaitingEnrolmentEnd e where e.waitingId = w.waitingId)",
                Long.class)
            .setParameter("applicant", waiting.applicant())
            .setParameter("now", waiting.askedAt())
            .getSingleResult();
    if (others >= MOST_PER_APPLICANT) {
      throw new ProblemException(
          ProblemType.TOO_MANY_REQUESTS,
          "enrolments-waiting",
          "As many requests of this applicant wait for officers as may.");
    }
  }

  /** Ends it by a credential; {@link EndedMeanwhileException} if it has ended. */
  public UnitOfWork issued(UUID id, CredentialRef ref) {
    EndRow end = new EndRow(id, EnrolmentProgress.State.ISSUED, "applicant", now()).issuing(ref);
    return em -> {
      if (em.find(EndRow.class, id.toString()) != null) {
        throw new EndedMeanwhileException();
      }
      em.persist(end);
    };
  }

  /** Ends it without a credential; NOT_FOUND if it has ended. */
  public UnitOfWork end(UUID id, EnrolmentProgress.State outcome, String by) {
    EndRow end = new EndRow(id, outcome, by, now());
    return em -> {
      if (em.find(EndRow.class, id.toString()) != null) {
        throw unknown();
      }
      em.persist(end);
    };
  }

  /** Deletes enrolments that ended before this time, since they hold data of applicants. */
  public static UnitOfWork forgetBefore(Instant time) {
    return em -> {
      List<String> ended =
          em.createQuery(
                  "select e.waitingId from WaitingEnrolmentEnd e where e.endedAt < :time",
                  String.class)
              .setParameter("time", time)
              .setMaxResults(MOST)
              .getResultList();
      if (!ended.isEmpty()) {
        for (String entity :
            List.of("EnrolmentApproval", "WaitingEnrolmentEnd", "WaitingEnrolment")) {
          em.createQuery("delete from " + entity + " r where r.waitingId in :ended")
              .setParameter("ended", ended)
              .executeUpdate();
        }
      }
    };
  }

  /** The audit entry of an event of it. */
  public static AuditEntry audit(String event, WaitingEnrolment waiting, String by) {
    return new AuditEntry(
        event,
        Outcome.DONE,
        "",
        by,
        waiting.id().toString(),
        Map.of(
            "agent", waiting.requested().agent(),
            "profile", waiting.requested().profile(),
            "owner", waiting.requested().owner(),
            "requester", waiting.requested().requester(),
            "request", waiting.requestDigest()));
  }

  Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MICROS);
  }

  static ProblemException unknown() {
    return new ProblemException(
        ProblemType.NOT_FOUND, "enrolment-unknown", "No enrolment of this identifier is waiting.");
  }
}
