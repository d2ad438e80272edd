package org.bailiwick.node.admission;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Map;
import org.bailiwick.contract.problem.Problem;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.peer.RequestOrigins.Caller;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Records refused requests: for each caller, check and minute it stores the first as a row and
 * counts the others ({@link GroupWriter#recordRefusal(Duration, AuditEntry, String)}), so that a
 * flood of requests does not flood the audit log.
 */
public final class AdmissionAudit {
  private static final StructuredLog LOG = StructuredLog.of(AdmissionAudit.class);
  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final int MAX_PATH = 200;

  private final Rows rows;

  /** Records refusals in the audit log. */
  @FunctionalInterface
  interface Rows {
    /** Returns whether the row was stored; otherwise it was counted. */
    boolean write(AuditEntry refusal, String source);
  }

  /** Rows go through the application's writer. */
  public AdmissionAudit(GroupWriter writer) {
    this((refusal, source) -> writer.recordRefusal(PATIENCE, refusal, source));
  }

  AdmissionAudit(Rows rows) {
    this.rows = rows;
  }

  void record(Problem problem, String check, Caller caller, HttpServletRequest request) {
    AuditEntry entry =
        new AuditEntry(
            "request.refused",
            problem.type().status() < 500 ? Outcome.DENIED : Outcome.FAILED,
            check,
            caller.known() ? caller.name() : "anonymous",
            operation(request),
            Map.of(
                "problem", problem.type().slug(),
                "instance", problem.instance().toString(),
                "from", String.valueOf(request.getRemoteAddr())));
    try {
      if (rows.write(entry, caller.name().isEmpty() ? "unknown" : caller.name())) {
        LOG.info("request.refused", entry.details());
      }
    } catch (RuntimeException e) {
      LOG.fault("audit.not-stored", Map.of("check", check, "subject", entry.subject()), e);
    }
  }

  private static String operation(HttpServletRequest request) {
    String path = request.getRequestURI();
    return request.getMethod()
        + " "
        + (path.length() <= MAX_PATH ? path : path.substring(0, MAX_PATH));
  }
}
