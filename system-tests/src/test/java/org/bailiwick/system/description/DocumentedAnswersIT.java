package org.bailiwick.system.description;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.description.Described.Answers;
import org.bailiwick.system.description.Described.Route;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Each route of a description, asked with every method, type and body, with a certificate and
 * without: what comes back is what the description says, and never a page of the server's.
 */
class DocumentedAnswersIT {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int AT_ONCE = 16;
  private static final List<String> METHODS =
      List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW");
  private static final List<String> TYPES =
      List.of("", "application/json", "text/plain", "application/x-www-form-urlencoded", "%%");
  private static final Map<String, String> BODIES =
      Map.of(
          "none", "",
          "object", "{}",
          "null", "null",
          "broken", "{\"a\":",
          "list", "[[1,2],\"x\"]",
          "huge", "{\"a\":\"" + "x".repeat(270_000) + "\"}");

  /** Bodies that parsers read in different ways, one octet a character; the last is not UTF-8. */
  private static final List<String> LENIENT =
      List.of(
          "{\"a\":1,\"a\":2}",
          "{} {}",
          "{\"a\":1e999999999}",
          "{\"a\":" + "9".repeat(1000) + "}",
          "{\"a\":" + "[".repeat(900) + "]".repeat(900) + "}",
          "{\"\u00c3\":1}");

  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());

  /** One request of the table. */
  private record Question(String method, String path, String type, String body) {
    @Override
    public String toString() {
      return method + " " + path + " as \"" + type + "\" with body " + body;
    }
  }

  @ParameterizedTest
  @EnumSource(Description.class)
  void everyAnswerIsDocumented(Description description) throws Exception {
    List<Route> routes = description.routes(nodes, wire);
    assertThat(routes).hasSizeGreaterThan(5);
    List<String> faults = new ArrayList<>();
    for (Optional<TestLeaf> caller : List.of(Optional.<TestLeaf>empty(), officer())) {
      try (HttpClient client = wire.client(caller).build();
          ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
        List<Future<Optional<String>>> asked = new ArrayList<>();
        for (Route route : routes) {
          for (Question question : questions(route).toList()) {
            asked.add(threads.submit(() -> fault(client, description, route, question)));
          }
        }
        for (Future<Optional<String>> each : asked) {
          each.get().ifPresent(fault -> faults.add((caller.isEmpty() ? "" : "officer: ") + fault));
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  /** Whatever type is written over it: a body is read strictly, or its type is refused. */
  @ParameterizedTest
  @EnumSource(Description.class)
  void noRouteReadsJsonLeniently(Description description) throws Exception {
    List<String> faults = new ArrayList<>();
    List<Route> routes =
        description.routes(nodes, wire).stream()
            .filter(route -> !route.jsonBodies().isEmpty())
            .toList();
    assertThat(routes).isNotEmpty();
    try (HttpClient client = wire.client(officer()).build()) {
      for (Route route : routes) {
        URI at = description.at(nodes, route.filled());
        String json = route.jsonBodies().getFirst();
        for (String type : List.of("", "*/*", "application/*")) {
          faults.addAll(new Posted(at, type, LENIENT.getFirst()).otherThan(415, client));
        }
        // A bundle that cannot be read is refused as every bundle that does not count.
        int refusal = at.getPath().endsWith("/policy-bundles") ? 422 : 400;
        for (String body : LENIENT) {
          faults.addAll(new Posted(at, json, body).otherThan(refusal, client));
          String loud = json.toUpperCase(Locale.ROOT);
          faults.addAll(new Posted(at, loud, body).otherThan(refusal, client));
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  /** A request with such a body. */
  private record Posted(URI at, String type, String body) {

    /** The fault, if the answer has another status. */
    List<String> otherThan(int expected, HttpClient client)
        throws IOException, InterruptedException {
      HttpRequest.Builder request =
          HttpRequest.newBuilder(at)
              .timeout(LIMIT)
              .POST(BodyPublishers.ofString(body, StandardCharsets.ISO_8859_1));
      if (!type.isEmpty()) {
        request.header("Content-Type", type);
      }
      int status = client.send(request.build(), BodyHandlers.discarding()).statusCode();
      return status == expected ? List.of() : List.of(at + " as \"" + type + "\": " + status);
    }
  }

  private Optional<TestLeaf> officer() {
    return Optional.of(nodes.operator("officer-1"));
  }

  /** Every type and body where a body is taken; elsewhere the methods and one body. */
  private static Stream<Question> questions(Route route) {
    Stream<Question> methods =
        METHODS.stream()
            .filter(method -> !method.equals("POST"))
            .map(method -> new Question(method, route.filled(), "", "none"));
    Stream<Question> bodies =
        TYPES.stream()
            .flatMap(
                type ->
                    BODIES.keySet().stream()
                        .filter(body -> !body.equals("huge") || type.equals("application/json"))
                        .map(body -> new Question("POST", route.filled(), type, body)));
    return Stream.concat(methods, bodies);
  }

  private Optional<String> fault(
      HttpClient client, Description description, Route route, Question question)
      throws IOException, InterruptedException {
    String text = BODIES.get(question.body());
    HttpRequest.Builder request =
        HttpRequest.newBuilder(description.at(nodes, question.path()))
            .timeout(LIMIT)
            .method(
                question.method(),
                text.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(text));
    if (!question.type().isEmpty()) {
      request.header("Content-Type", question.type());
    }
    HttpResponse<String> answer = client.send(request.build(), BodyHandlers.ofString());
    String why = why(answer, Optional.ofNullable(route.operations().get(question.method())));
    return why.isEmpty()
        ? Optional.empty()
        : Optional.of(question + ": " + answer.statusCode() + ", " + why);
  }

  /** The fault of the answer; empty if there is none. */
  private static String why(HttpResponse<String> answer, Optional<Answers> documented) {
    for (String field : List.of("Server", "X-Powered-By")) {
      if (answer.headers().firstValue(field).isPresent()) {
        return "the field " + field;
      }
    }
    // A description lists 500 as well, and no request of a stranger may bring it about.
    if (answer.statusCode() >= 500 && answer.statusCode() != 503) {
      return "a fault of the node";
    }
    if (documented.isPresent()
        && documented.get().statuses().contains(String.valueOf(answer.statusCode()))) {
      return "";
    }
    String type = answer.headers().firstValue("Content-Type").orElse("").split(";", 2)[0];
    if (documented.isPresent() && !answer.body().isEmpty()) {
      return documented.get().refusals().contains(type) ? "" : "not documented as " + type;
    }
    return whyNoProblem(answer, documented.isEmpty());
  }

  private static String whyNoProblem(HttpResponse<String> answer, boolean undocumented) {
    boolean bare = Set.of("HEAD", "OPTIONS", "TRACE").contains(answer.request().method());
    if (bare && (answer.body().isEmpty() || answer.headers().firstValue("Allow").isPresent())) {
      return "";
    }
    if (undocumented && answer.statusCode() < 400 && !bare) {
      return "a method that is not documented is served";
    }
    return answer.body().contains("\"type\":\"urn:bailiwick:problem:")
        ? ""
        : "no problem document but " + answer.body().lines().findFirst().orElse("nothing");
  }
}
