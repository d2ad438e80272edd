package org.bailiwick.node.request;

import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response.ResponseBuilder;
import java.util.Date;
import java.util.Optional;
import java.util.function.Supplier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** The headers {@code If-Match} and {@code If-None-Match} of a request (RFC 9110 section 13). */
public final class Preconditions {
  private Preconditions() {}

  /**
   * The answer to a request whose preconditions are not met, which is 304 or 412; empty if the
   * document is to be sent.
   *
   * @throws ProblemException malformed-request for a header that is no list of entity tags, which
   *     the container would report as a failure of this node
   */
  public static Optional<ResponseBuilder> evaluate(Request request, EntityTag tag) {
    return evaluate(() -> request.evaluatePreconditions(tag));
  }

  /** The same for a document that also has a time; see {@link Request#evaluatePreconditions}. */
  public static Optional<ResponseBuilder> evaluate(Request request, Date modified, EntityTag tag) {
    return evaluate(() -> request.evaluatePreconditions(modified, tag));
  }

  private static Optional<ResponseBuilder> evaluate(Supplier<ResponseBuilder> evaluation) {
    try {
      return Optional.ofNullable(evaluation.get());
    } catch (ProcessingException e) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "precondition-form",
          "If-Match or If-None-Match is no list of entity tags",
          e);
    }
  }
}
