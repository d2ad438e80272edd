package org.bailiwick.master.a2a;

import jakarta.persistence.EntityManager;
import jakarta.persistence.Query;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.a2amessage.A2aError;
import org.bailiwick.master.a2amessage.MessageMembers;
import org.bailiwick.master.a2amessage.MessageOrder;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobOwner;
import org.bailiwick.master.storage.Store;

/**
 * The tasks of one owner, those that changed last first (A2A 1.0 section 3.1.4). The order is that
 * of the journal's revisions: a job gets one when it is accepted and one when it ends.
 */
final class OwnTasks {
  private static final int PAGE = 50;
  private static final int MAX_PAGE = 100;
  private static final String STATES = "TASK_STATE_";

  /** What comes after an own task. A token tells nothing of the jobs of others. */
  private static final String BEFORE =
      "j.revision < (select k.revision from JobRow k where k.jobId = :before"
          + " and k.caller = :caller and k.callerKind = :kind and k.principal = :principal)";

  private final Store store;

  OwnTasks(Store store) {
    this.store = store;
  }

  /**
   * A page of ids of jobs.
   *
   * @param next the token of the next page, the id of the last task; empty if there is none
   * @param total the number of tasks that fit the request, on all pages
   */
  record Page(List<String> jobs, String next, long total) {}

  /**
   * The page that a ListTasksRequest asks for.
   *
   * @throws ProblemException with reason INVALID_PARAMS
   */
  Page page(JobOwner owner, MessageMembers request) {
    MessageOrder.requireNoTenant(request);
    int size = request.number("pageSize", MAX_PAGE).orElse(PAGE);
    request.number("historyLength", Integer.MAX_VALUE);
    if (size == 0) {
      throw invalid("a2a-page-size", "pageSize must be 1 to 100.");
    }
    Optional<String> before = request.string("pageToken");
    Conditions conditions = new Conditions();
    conditions.add("j.caller = :caller", "caller", owner.caller().name());
    conditions.add("j.callerKind = :kind", "kind", owner.caller().kind().text());
    conditions.add("j.principal = :principal", "principal", owner.principal());
    request.string("contextId").ifPresent(id -> conditions.add("j.jobId = :job", "job", id));
    request
        .string("status")
        .ifPresent(name -> conditions.add("j.state = :state", "state", state(name)));
    request
        .string("statusTimestampAfter")
        .map(OwnTasks::time)
        .ifPresent(at -> conditions.add("coalesce(j.endedAt, j.createdAt) >= :at", "at", at));
    return store.read(em -> page(em, conditions, before, size));
  }

  private static Page page(
      EntityManager em, Conditions conditions, Optional<String> before, int size) {
    Query counting = em.createQuery("select count(j) from JobRow j" + conditions.text());
    long total = ((Number) conditions.bind(counting).getSingleResult()).longValue();
    before.ifPresent(job -> conditions.add(BEFORE, "before", job));
    Query reading =
        em.createQuery(
            "select j.jobId from JobRow j" + conditions.text() + " order by j.revision desc");
    List<String> jobs = new ArrayList<>();
    for (Object job : conditions.bind(reading).setMaxResults(size + 1).getResultList()) {
      jobs.add((String) job);
    }
    boolean hasMore = jobs.size() > size;
    List<String> ofPage = List.copyOf(jobs.subList(0, Math.min(size, jobs.size())));
    return new Page(ofPage, hasMore ? ofPage.getLast() : "", total);
  }

  /** The text of the state in the database; of states that no job has, one that no row has. */
  private static String state(String name) {
    for (ExecutionState state : ExecutionState.values()) {
      if (TaskView.state(state).equals(name) && (state.isFinal() || isRunning(state))) {
        return state.text();
      }
    }
    if (!name.startsWith(STATES)) {
      throw invalid("a2a-status", "status must be the name of a task's state.");
    }
    return name.toLowerCase(Locale.ROOT);
  }

  private static boolean isRunning(ExecutionState state) {
    return state == ExecutionState.RUNNING;
  }

  private static Instant time(String text) {
    try {
      return Instant.parse(text);
    } catch (DateTimeParseException e) {
      throw invalid("a2a-time", "statusTimestampAfter must be a time in UTC.");
    }
  }

  private static ProblemException invalid(String check, String detail) {
    return A2aError.INVALID_PARAMS.refusal(check, detail);
  }

  /** The conditions of a query, and the values of their parameters. */
  private static final class Conditions {
    private final List<String> texts = new ArrayList<>();
    private final Map<String, Object> values = new HashMap<>();

    void add(String text, String parameter, Object value) {
      texts.add(text);
      values.put(parameter, value);
    }

    String text() {
      return " where " + String.join(" and ", texts);
    }

    Query bind(Query query) {
      values.forEach(query::setParameter);
      return query;
    }
  }
}
