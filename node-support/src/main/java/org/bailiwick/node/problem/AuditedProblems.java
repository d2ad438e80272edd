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
 * Stores an audit row for every refused request: event {@code request.refused}, the failing check,
 * the caller, the operation, and the problem's type and instance. Of many similar refusals of
 * unknown callers most are only counted ({@link GroupWriter#recordRefusal}). If the row cannot be
 * stored soon, a log line replaces it, and the request is answered all the same.
 */
public final class AuditedProblems {
  private static final StructuredLog LOG = StructuredLog.of(AuditedProblems.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final Supplier<GroupWriter> writer;

  /** The supplier is called at each refusal, since the writer is created later than this object. */
  public AuditedProblems(Supplier<GroupWriter> writer) {
    this.writer = writer;
  }

  /** Returns false if the refusal was only counted, so that it needs no log line. */
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
