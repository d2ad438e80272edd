package org.bailiwick.aca.schedule;

import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.bailiwick.aca.LedgerReader;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.writer.UnitOfWork;

/** The rows of schedules and of their ends. */
@Singleton
final class ScheduleBook {

  private static final int MAX_ENDED = 500;

  private final LedgerReader reader;

  @Inject
  ScheduleBook(LedgerReader reader) {
    this.reader = reader;
  }

  static UnitOfWork add(RevocationSchedule schedule) {
    return em -> em.persist(new ScheduleRow(schedule));
  }

  /** Ends a schedule; NOT_FOUND if there is none, SCHEDULE_ENDED if it has ended. */
  static UnitOfWork end(UUID id, RevocationSchedule.End end) {
    return em -> {
      if (em.find(ScheduleRow.class, id.toString()) == null) {
        throw unknown();
      }
      if (em.find(ScheduleEndRow.class, id.toString()) != null) {
        throw new ProblemException(
            ProblemType.SCHEDULE_ENDED,
            "schedule-ended",
            "The schedule was executed, refused or cancelled before.");
      }
      em.persist(new ScheduleEndRow(id, end));
    };
  }

  RevocationSchedule require(UUID id) {
    return reader.read(
        em ->
            Optional.ofNullable(em.find(ScheduleRow.class, id.toString()))
                .map(
                    row ->
                        row.schedule(
                            Optional.ofNullable(em.find(ScheduleEndRow.class, id.toString()))))
                .orElseThrow(ScheduleBook::unknown));
  }

  /** The pending schedules, the first due first. */
  List<RevocationSchedule> pending() {
    return pending("", query -> query);
  }

  List<RevocationSchedule> due(Instant now) {
    return pending(" and s.dueAt <= :now", query -> query.setParameter("now", now));
  }

  private List<RevocationSchedule> pending(
      String condition, UnaryOperator<TypedQuery<ScheduleRow>> parameters) {
    String query =
        "select s from RevocationSchedule s where not exists (select e from"
            + " RevocationScheduleEnd e where e.scheduleId = s.scheduleId)"
            + condition
            + " order by s.dueAt";
    return reader.read(
        em ->
            parameters
                .apply(em.createQuery(query, ScheduleRow.class))
                .getResultStream()
                .map(row -> row.schedule(Optional.empty()))
                .toList());
  }

  /** The latest schedules that ended, at most 500. */
  List<RevocationSchedule> ended() {
    return reader.read(
        em ->
            em.createQuery(
                    "select s, e from RevocationSchedule s, RevocationScheduleEnd e"
                        + " where e.scheduleId = s.scheduleId order by e.endedAt desc",
                    Object[].class)
                .setMaxResults(MAX_ENDED)
                .getResultStream()
                .map(
                    pair -> ((ScheduleRow) pair[0]).schedule(Optional.of((ScheduleEndRow) pair[1])))
                .toList());
  }

  private static ProblemException unknown() {
    return new ProblemException(
        ProblemType.NOT_FOUND, "schedule-unknown", "There is no such schedule.");
  }
}
