package org.bailiwick.proxy;

import jakarta.json.Json;
import java.net.URI;
import java.util.UUID;
import org.bailiwick.contract.problem.Problem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** Answers with a problem document when the HTTP server itself refuses a request. */
final class HttpErrors extends ErrorHandler {
  private static final int TOO_LARGE = 431;
  private static final int SERVER_ERROR = 500;

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Problem.MEDIA_TYPE);
    Content.Sink.write(response, true, document(response.getStatus()), callback);
    return true;
  }

  private static String document(int status) {
    ProblemType type =
        switch (status) {
          case TOO_LARGE -> ProblemType.REQUEST_TOO_LARGE;
          case SERVER_ERROR -> ProblemType.INTERNAL;
          default -> ProblemType.MALFORMED_REQUEST;
        };
    ProblemException refusal =
        new ProblemException(type, "http", "The request cannot be read as HTTP/1.1");
    return Json.createObjectBuilder(
            refusal.problem(URI.create("urn:uuid:" + UUID.randomUUID())).members())
        .add("status", status)
        .build()
        .toString();
  }
}
