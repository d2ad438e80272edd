package org.bailiwick.aca.web.ocsp;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.ForAca;
import org.bailiwick.aca.ocsp.OcspAnswer;
import org.bailiwick.aca.ocsp.OcspResponder;
import org.bailiwick.contract.problem.Problem;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.json.JsonText;

/** Answers OCSP requests from any client, also over plain HTTP. */
@WebServlet(urlPatterns = {"/ocsp", "/ocsp/*"})
public final class OcspServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private static final String REQUEST_TYPE = "application/ocsp-request";
  private static final String ANSWER_TYPE = "application/ocsp-response";

  @Inject private transient OcspResponder responder;
  @Inject private transient AcaSettings settings;
  @Inject @ForAca private transient Clock clock;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    switch (request.getMethod()) {
      case "GET", "HEAD" -> get(request, response);
      case "POST" -> post(request, response);
      default -> {
        response.setHeader("Allow", "GET, HEAD, POST");
        refuse(response, ProblemType.METHOD_NOT_ALLOWED, "OCSP requests use GET or POST.");
      }
    }
  }

  private void get(HttpServletRequest request, HttpServletResponse response) throws IOException {
    String path = request.getRequestURI().substring(request.getContextPath().length());
    OcspAnswer answer = responder.answer(RequestInPath.decode(path));
    Optional<CachedAnswer> cached =
        answer.period().map(period -> new CachedAnswer(period, settings.status().httpCaching()));
    cached.ifPresent(rules -> rules.describe(response, clock.instant()));
    if (cached.filter(rules -> rules.isKnownTo(request)).isPresent()) {
      response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
      return;
    }
    send(answer, response, request.getMethod().equals("GET"));
  }

  /** RFC 9919 section 6.1: caches do not store answers to POST. */
  private void post(HttpServletRequest request, HttpServletResponse response) throws IOException {
    if (!isRequest(request.getContentType())) {
      refuse(response, ProblemType.UNSUPPORTED_MEDIA_TYPE, "Send " + REQUEST_TYPE + ".");
      return;
    }
    boolean tooLarge = request.getContentLengthLong() > OcspResponder.MAX_REQUEST;
    byte[] body =
        tooLarge ? new byte[0] : request.getInputStream().readNBytes(OcspResponder.MAX_REQUEST + 1);
    if (tooLarge || body.length > OcspResponder.MAX_REQUEST) {
      refuse(
          response,
          ProblemType.REQUEST_TOO_LARGE,
          "An OCSP request has at most " + OcspResponder.MAX_REQUEST + " octets.");
      return;
    }
    send(responder.answer(body), response, true);
  }

  private static void send(OcspAnswer answer, HttpServletResponse response, boolean withBody)
      throws IOException {
    response.setContentType(ANSWER_TYPE);
    response.setContentLength(answer.length());
    if (!response.containsHeader("Cache-Control")) {
      response.setHeader("Cache-Control", "no-store");
    }
    if (withBody) {
      answer.writeTo(response.getOutputStream());
    }
  }

  private static boolean isRequest(String contentType) {
    return contentType != null
        && contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT).equals(REQUEST_TYPE);
  }

  private static void refuse(HttpServletResponse response, ProblemType type, String detail)
      throws IOException {
    URI instance = URI.create("urn:uuid:" + UUID.randomUUID());
    Problem problem = new Problem(type, detail, instance, Map.of());
    response.setStatus(type.status());
    response.setContentType(Problem.MEDIA_TYPE);
    response.setHeader("Cache-Control", "no-store");
    response.getWriter().write(JsonText.of(problem.members()));
  }
}
