package org.bailiwick.node.problem;

import java.time.Duration;
import java.util.Map;
import java.util.function.Supplier;
import org.bailiwick.contract.problem.Problem;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.request.RequestContext;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Gives every refused request its audit row: event {@code request.refused}, the failing check, who
 * asked, the operation, and the problem's type and instance. Of many alike by nobody known most are
 * counted only ({@link GroupWriter#recordRefusal}). The answer never depends on it: when the row
 * cannot be stored soon, the line goes to the log instead.
 */
public final class AuditedProblems {
  private static final StructuredLog LOG = StructuredLog.of(AuditedProblems.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Supplier<GroupWriter> writer;

  /** The supplier is asked at each refusal, since providers are made before the module's writer. */
  public AuditedProblems(Supplier<GroupWriter> writer) {
    this.writer = writer;
  }

  /**
   * Returns whether the refusal stands in the audit log by itself, or cannot; else it is counted.
   */
  boolean record(Problem problem, String check) {
    AuditEntry entry =
        new AuditEntry(
            "request.refused",
            problem.type().status() < 500 ? Outcome.DENIED : Outcome.FAILED,
            check,
            RequestContext.currentSubject(),
            RequestContext.currentOperation(),
            Map.of("problem", problem.type().slug(), "instance", problem.instance().toString()));
    try {
      return writer.get().recordRefusal(PATIENCE, entry);
    } catch (RuntimeException e) {
      LOG.fault(
          "audit.not-stored",
          Map.of(
              "check", entry.check(),
              "subject", entry.subject(),
              "resource", entry.resource(),
              "instance", problem.instance().toString()),
          e);
      return true;
    }
  }
}
