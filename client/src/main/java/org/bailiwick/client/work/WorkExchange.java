package org.bailiwick.client.work;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsExchange;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.client.revocation.RevocationStatus;
import org.bailiwick.client.transactiontoken.TransactionTokenVerifier;
import org.bailiwick.client.transactiontoken.VerifiedTransactionToken;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.Problem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Serves an HTTP exchange: reads the request, has both certificates, token and order checked, and
 * writes the answer or a problem document.
 */
record WorkExchange(
    String path,
    TransactionTokenVerifier checks,
    OrderExecutor executor,
    Supplier<List<X509Certificate>> own,
    RevocationStatus status,
    JsonEndpoint master,
    RefusalLog log)
    implements HttpHandler {
  private static final Pattern REQUEST_ID = Pattern.compile("[A-Za-z0-9._-]{8,64}");
  private static final int OK = 200;
  private static final int UNAVAILABLE = 503;

  @Override
  public void handle(HttpExchange exchange) throws IOException {
    String requestId = requestId(exchange);
    exchange.getResponseHeaders().set("X-Request-ID", requestId);
    try (exchange) {
      serve((HttpsExchange) exchange, requestId);
    }
  }

  private void serve(HttpsExchange exchange, String requestId) throws IOException {
    try {
      JsonObject answer = answer(exchange, requestId);
      write(exchange, OK, "application/json", answer.toString());
    } catch (ProblemException e) {
      refuse(exchange, e, requestId);
    } catch (RuntimeException e) {
      refuse(
          exchange,
          new ProblemException(ProblemType.INTERNAL, "unexpected", "The agent failed", e),
          requestId);
    }
  }

  private JsonObject answer(HttpsExchange exchange, String requestId) throws IOException {
    requireRoute(exchange);
    byte[] octets = OrderBody.octets(exchange.getRequestBody());
    status.requireGood(ownChain(), "own-credential");
    List<X509Certificate> caller = caller(exchange);
    status.requireGood(caller, "peer");
    String compact =
        TransactionTokenVerifier.only(
            exchange.getRequestHeaders().get(TransactionTokenVerifier.HEADER));
    VerifiedTransactionToken token =
        checks.verify(compact, SpiffeId.of(caller.getFirst()), executor.self());
    token.requireOrder(octets);
    OrderBody body = OrderBody.parse(octets);
    String key =
        Optional.ofNullable(exchange.getRequestHeaders().getFirst("Idempotency-Key")).orElse("");
    WorkOrder order =
        new WorkOrder(
            body.capability(),
            body.input(),
            body.results(),
            ResultReferences.of(body.resultReferences(), master, compact),
            token,
            key,
            requestId);
    return Json.createObjectBuilder().add("output", executor.answer(body, order)).build();
  }

  private void requireRoute(HttpExchange exchange) {
    if (!exchange.getRequestURI().getRawPath().equals(path)) {
      throw new ProblemException(ProblemType.NOT_FOUND, "path", "There is nothing at this path");
    }
    if (!exchange.getRequestMethod().equals("POST")) {
      exchange.getResponseHeaders().set("Allow", "POST");
      throw new ProblemException(ProblemType.METHOD_NOT_ALLOWED, "method", "This path needs POST");
    }
  }

  /** The credential in use, which is another one after a renewal. */
  private List<X509Certificate> ownChain() {
    try {
      return own.get();
    } catch (ProblemException e) { // names the file, which is not for callers
      throw new ProblemException(
          ProblemType.INTERNAL, "own-credential-unreadable", "The agent failed", e);
    }
  }

  private static List<X509Certificate> caller(HttpsExchange exchange) {
    try {
      return Arrays.stream(exchange.getSSLSession().getPeerCertificates())
          .map(X509Certificate.class::cast)
          .toList();
    } catch (SSLPeerUnverifiedException e) {
      throw new ProblemException(
          ProblemType.PEER_CERTIFICATE_REQUIRED,
          "peer-certificate",
          "A client certificate is required",
          e);
    }
  }

  private static String requestId(HttpExchange exchange) {
    return Optional.ofNullable(exchange.getRequestHeaders().getFirst("X-Request-ID"))
        .filter(id -> REQUEST_ID.matcher(id).matches())
        .orElseGet(() -> UUID.randomUUID().toString());
  }

  private void refuse(HttpExchange exchange, ProblemException refusal, String requestId)
      throws IOException {
    Problem problem = refusal.problem(URI.create("urn:uuid:" + UUID.randomUUID()));
    String line =
        "refused=%s check=%s request=%s instance=%s"
            .formatted(refusal.type().slug(), refusal.check(), requestId, problem.instance());
    log.refused(
        line,
        refusal.type() == ProblemType.INTERNAL
            ? Optional.ofNullable(refusal.getCause())
            : Optional.empty());
    if (refusal.type().status() == UNAVAILABLE) {
      exchange.getResponseHeaders().set("Retry-After", "1");
    }
    String body = Json.createObjectBuilder(problem.members()).build().toString();
    write(exchange, refusal.type().status(), Problem.MEDIA_TYPE, body);
  }

  private static void write(HttpExchange exchange, int status, String type, String text)
      throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.getResponseHeaders().set("Content-Type", type);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }
}
