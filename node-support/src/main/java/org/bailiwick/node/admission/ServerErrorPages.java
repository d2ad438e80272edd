package org.bailiwick.node.admission;

import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.Map;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.problem.ServletProblems;

/**
 * Replaces the server's error pages, which name the server and its version, by problem documents. A
 * status without a problem type gets no body.
 */
final class ServerErrorPages extends HttpServletResponseWrapper {
  private static final Map<Integer, ProblemType> TYPES =
      Map.of(
          SC_BAD_REQUEST, ProblemType.MALFORMED_REQUEST,
          SC_FORBIDDEN, ProblemType.POLICY_DENIED,
          SC_NOT_FOUND, ProblemType.NOT_FOUND,
          SC_METHOD_NOT_ALLOWED, ProblemType.METHOD_NOT_ALLOWED,
          SC_NOT_IMPLEMENTED, ProblemType.METHOD_NOT_ALLOWED,
          SC_INTERNAL_SERVER_ERROR, ProblemType.INTERNAL);

  ServerErrorPages(HttpServletResponse response) {
    super(response);
  }

  @Override
  public void sendError(int status) throws IOException {
    sendError(status, "");
  }

  /** Drops the message, which the server wrote. */
  @Override
  public void sendError(int status, String message) throws IOException {
    if (isCommitted()) {
      throw new IllegalStateException("the answer has begun");
    }
    resetBuffer();
    ProblemType type = TYPES.get(status);
    if (type == null) {
      setStatus(status);
      return;
    }
    if (type == ProblemType.METHOD_NOT_ALLOWED && !containsHeader("Allow")) {
      setHeader("Allow", "GET, HEAD, POST, DELETE"); // required by RFC 9110 section 15.5.6
    }
    ServletProblems.answer(this, ServletProblems.of(type, type.title() + ".", Map.of()));
  }
}
