package org.bailiwick.node.problem;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.UUID;
import org.bailiwick.contract.problem.Problem;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.json.JsonText;

/** Problem documents of servlets and their filters, whose answers no exception mapper makes. */
public final class ServletProblems {
  private ServletProblems() {}

  /** A problem with a name of its own for this one occurrence. */
  public static Problem of(ProblemType type, String detail, Map<String, Object> extensions) {
    return new Problem(type, detail, URI.create("urn:uuid:" + UUID.randomUUID()), extensions);
  }

  /** Writes the document and its status. Other fields of the answer are set before. */
  public static void answer(HttpServletResponse response, Problem problem) throws IOException {
    byte[] document = JsonText.of(problem.members()).getBytes(StandardCharsets.UTF_8);
    response.setStatus(problem.type().status());
    response.setContentType(Problem.MEDIA_TYPE);
    response.setContentLength(document.length);
    response.setHeader("Cache-Control", "no-store");
    response.getOutputStream().write(document);
  }
}
