package org.bailiwick.master.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpsExchange;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.tls.SpiffeTrustManager;
import org.bailiwick.node.testing.TestServer;

/**
 * A partner domain that takes jobs: a token endpoint and a service of jobs over HTTPS, which
 * records what it is asked.
 */
public final class TestDomain implements AutoCloseable {

  /** A request to the service of jobs; the client is named by its certificate. */
  public record Request(
      String method, String path, String token, Optional<String> key, String body, String client) {}

  private static final String PLACE = "/v1/jobs/7";

  private final TestServer server;
  private final List<Map<String, String>> tokenRequests = new CopyOnWriteArrayList<>();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private final AtomicInteger tokens = new AtomicInteger();
  private volatile HttpHandler tokenAnswer = this::giveToken;
  private volatile HttpHandler postAnswer = exchange -> accepted(exchange, PLACE);
  private volatile HttpHandler state = exchange -> json(exchange, 200, done("1"));

  /** A domain of this CA, which lets clients of the other CA in. */
  public TestDomain(TestCa ca, TestCa clients) {
    SpiffeTrustManager trust = new SpiffeTrustManager(() -> Set.of(clients.root()), id -> true);
    server =
        TestServer.secured(ca.nodeServer("domain").tls(trust))
            .on("/oauth/token", this::token)
            .on("/v1/jobs", this::jobs)
            .on("/v1/results", this::jobs);
  }

  /** The member {@code jobs} of a description. */
  public String described() {
    return "{\"uri\":\"%s\",\"token_endpoint\":\"%s\",\"ca_file\":\"bundle.pem\"}"
        .formatted(at("/v1/jobs"), at("/oauth/token"));
  }

  public URI at(String path) {
    return server.at(path);
  }

  private void token(HttpExchange exchange) throws IOException {
    Map<String, String> form = new TreeMap<>();
    for (String field : body(exchange).split("&", -1)) {
      String[] pair = field.split("=", 2);
      form.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
    }
    tokenRequests.add(form);
    tokenAnswer.handle(exchange);
  }

  private void giveToken(HttpExchange exchange) throws IOException {
    json(
        exchange,
        200,
        "{\"access_token\":\"token-%d\",\"token_type\":\"Bearer\",\"expires_in\":300}"
            .formatted(tokens.incrementAndGet()));
  }

  private void jobs(HttpExchange exchange) throws IOException {
    String method = exchange.getRequestMethod();
    requests.add(
        new Request(
            method,
            exchange.getRequestURI().toString(),
            exchange.getRequestHeaders().getFirst("Authorization"),
            Optional.ofNullable(exchange.getRequestHeaders().getFirst("Idempotency-Key")),
            body(exchange),
            client(exchange)));
    switch (method) {
      case "POST" -> postAnswer.handle(exchange);
      case "GET" -> state.handle(exchange);
      default -> exchange.sendResponseHeaders(204, -1);
    }
  }

  private static String body(HttpExchange exchange) throws IOException {
    return new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
  }

  private static String client(HttpExchange exchange) throws IOException {
    var chain = ((HttpsExchange) exchange).getSSLSession().getPeerCertificates();
    return SpiffeId.of((X509Certificate) chain[0]).toString();
  }

  public static void json(HttpExchange exchange, int status, String json) throws IOException {
    TestServer.answer(exchange, status, json.getBytes(StandardCharsets.UTF_8));
  }

  /** Accepts the job at this place. */
  public static void accepted(HttpExchange exchange, String location) throws IOException {
    exchange.getResponseHeaders().set("Location", location);
    json(exchange, 202, "{\"id\":\"7\",\"state\":\"running\"}");
  }

  /** The job in this state, as the service shows it. */
  public static String job(String state) {
    return "{\"id\":\"7\",\"state\":\"%s\",\"steps\":[{\"id\":\"a\",\"state\":\"%s\"}]}"
        .formatted(state, state);
  }

  /** The job when it is done with this output. */
  public static String done(String output) {
    return "{\"id\":\"7\",\"state\":\"done\",\"steps\":[{\"id\":\"a\",\"output\":%s}]}"
        .formatted(output);
  }

  /** Sets the answer to token requests. */
  public void answersTokenRequests(HttpHandler handler) {
    tokenAnswer = handler;
  }

  /** Sets the answer to jobs that are posted. */
  public void answersPosts(HttpHandler handler) {
    postAnswer = handler;
  }

  /** Sets the answer to questions for the state of the job. */
  public void tells(HttpHandler handler) {
    state = handler;
  }

  public List<Map<String, String>> tokenRequests() {
    return tokenRequests;
  }

  /** The requests by this method. */
  public List<Request> requests(String method) {
    return requests.stream().filter(request -> request.method().equals(method)).toList();
  }

  @Override
  public void close() {
    server.close();
  }
}
