package org.bailiwick.master.decisionpoint;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;

/**
 * The log of decisions: a row of the audit log for all answers of one asker that wait at the same
 * time, which is durable before any of them leaves. While one caller writes, the entries of those
 * who come meanwhile gather for the next row, so that many questions a second need few rows, and a
 * single one does not wait for others.
 */
final class DecisionLog {

  /** The event of such a row. */
  static final String EVENT = "access.decided";

  /** The most entries that wait; further askers are refused. */
  static final int MOST_WAITING = 20_000;

  /** The most characters of entries in a row, so that an auditor's page of rows stays readable. */
  static final int MOST_TEXT = 65_536;

  private static final int MOST_ENTRIES = 200;

  /**
   * The answers of one request.
   *
   * @param asker the SPIFFE id of the enforcement point
   * @param answers of each question one JSON object
   */
  record Entry(String asker, String application, List<String> answers) {}

  /** A request that waits for its row. */
  private static final class Waiting {
    private final Entry entry;
    private boolean written;
    private RuntimeException failure;

    Waiting(Entry entry) {
      this.entry = entry;
    }
  }

  private final Consumer<AuditEntry[]> writer;
  private final ReentrantLock turn = new ReentrantLock();
  private final Object lock = new Object();
  private List<Waiting> waiting = new ArrayList<>();
  private int count;

  /**
   * @param writer returns when the rows are durable
   */
  DecisionLog(Consumer<AuditEntry[]> writer) {
    this.writer = writer;
  }

  /**
   * Returns when the answers are in the log.
   *
   * @throws ProblemException dependency-unavailable when that cannot be; nothing may be answered
   */
  void record(Entry entry) {
    Waiting mine = new Waiting(entry);
    synchronized (lock) {
      if (count + entry.answers().size() > MOST_WAITING) {
        throw new ProblemException(
            ProblemType.DEPENDENCY_UNAVAILABLE,
            "decision-log-full",
            "Too many decisions wait to be logged.");
      }
      count += entry.answers().size();
      waiting.add(mine);
    }
    turn.lock();
    try {
      if (!mine.written && mine.failure == null) {
        writeAll();
      }
    } finally {
      turn.unlock();
    }
    if (mine.failure != null) {
      throw mine.failure;
    }
    if (!mine.written) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "decision-not-logged",
          "The decision could not be logged.");
    }
  }

  /** Called by whoever has the turn; writes what waits, the caller's own entry among it. */
  private void writeAll() {
    List<Waiting> batch;
    synchronized (lock) {
      batch = waiting;
      waiting = new ArrayList<>();
      count = 0;
    }
    try {
      writer.accept(rows(batch));
      batch.forEach(each -> each.written = true);
    } catch (RuntimeException e) {
      batch.forEach(each -> each.failure = e);
    }
  }

  private static AuditEntry[] rows(List<Waiting> batch) {
    record Row(String asker, String application) {}
    Map<Row, List<String>> byAsker = new LinkedHashMap<>();
    for (Waiting each : batch) {
      byAsker
          .computeIfAbsent(
              new Row(each.entry.asker(), each.entry.application()), key -> new ArrayList<>())
          .addAll(each.entry.answers());
    }
    List<AuditEntry> rows = new ArrayList<>();
    byAsker.forEach(
        (row, answers) ->
            split(answers).forEach(part -> rows.add(row(row.asker(), row.application(), part))));
    return rows.toArray(AuditEntry[]::new);
  }

  private static AuditEntry row(String asker, String application, List<String> answers) {
    return new AuditEntry(
        EVENT,
        Outcome.DONE,
        "",
        asker,
        application,
        Map.of(
            "count",
            String.valueOf(answers.size()),
            "decisions",
            "[" + String.join(",", answers) + "]"));
  }

  private static List<List<String>> split(List<String> answers) {
    List<List<String>> parts = new ArrayList<>();
    List<String> part = new ArrayList<>();
    int length = 0;
    for (String answer : answers) {
      if (!part.isEmpty()
          && (part.size() == MOST_ENTRIES || length + answer.length() > MOST_TEXT)) {
        parts.add(part);
        part = new ArrayList<>();
        length = 0;
      }
      part.add(answer);
      length += answer.length();
    }
    if (!part.isEmpty()) {
      parts.add(part);
    }
    return parts;
  }
}
