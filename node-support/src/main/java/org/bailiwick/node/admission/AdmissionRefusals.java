package org.bailiwick.node.admission;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.function.IntSupplier;
import org.bailiwick.contract.problem.Problem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.peer.RequestOrigins.Caller;
import org.bailiwick.node.problem.ServletProblems;
import org.bailiwick.node.request.RequestIdFilter;

/**
 * Answers refused requests with a problem document, closes the connection, counts the refusal, and
 * records it in the audit log.
 */
public final class AdmissionRefusals {
  private final AdmissionMetrics metrics;
  private final AdmissionAudit audit;

  public AdmissionRefusals(AdmissionMetrics metrics, AdmissionAudit audit) {
    this.metrics = metrics;
    this.audit = audit;
  }

  /** Registers gauges of the places in use. */
  void registerGauges(IntSupplier bodies, IntSupplier requests) {
    metrics.show("bodies_unfinished", bodies);
    metrics.show("requests_under_way", requests);
  }

  void answer(
      ProblemException refusal,
      Caller caller,
      HttpServletRequest request,
      HttpServletResponse response) {
    metrics.turnedAway(refusal.check());
    Problem problem =
        ServletProblems.of(refusal.type(), refusal.detail(), Map.copyOf(refusal.extensions()));
    audit.record(problem, refusal.check(), caller, request);
    response.setHeader(
        RequestIdFilter.HEADER, RequestIdFilter.idOf(request.getHeader(RequestIdFilter.HEADER)));
    // The rest of the body would be read as the next request, or waited for (RFC 9112 section 9.3);
    // a 408 closes the connection anyway (RFC 9110 section 15.5.9).
    response.setHeader("Connection", "close");
    refusal.retryAfter().ifPresent(wait -> response.setHeader("Retry-After", seconds(wait)));
    try {
      ServletProblems.answer(response, problem);
      response.flushBuffer();
    } catch (IOException e) {
      // The caller has disconnected; the server would log a stack trace.
    }
  }

  private static String seconds(Duration wait) {
    return String.valueOf(wait.plusMillis(999).toSeconds());
  }
}
