package org.bailiwick.system.listener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Officer;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each kind of bad connection at each listener, as many as would take all threads of a server.
 * While they last an officer revokes; after them everybody is served, without a person's doing.
 */
class BadConnectionsIT {
  /** Ten times what a body may take: node.body-time and one wait of the listener. */
  static final Duration PATIENCE = Duration.ofSeconds(150);

  /** More than a listener had threads, and more than a caller's share of unfinished bodies. */
  private static final int MANY = 210;

  private static final int SOME = 60;
  private static final String TYPE = "Content-Type: application/json\r\n";
  private static final String LONG = "Content-Length: 100\r\n";

  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());

  /** A listener of the nodes, and what takes a body there. */
  private enum Listener {
    AUTHORITY("/v1/enrolments", "/health/live"),
    PLAIN("/ocsp", "/crl/issuing-1.crl"),
    REGISTRY("/v1/agents", "/../health/live"),
    MASTER("/oauth/token", "/health/live");

    private final String post;
    private final String get;

    Listener(String post, String get) {
      this.post = post;
      this.get = get;
    }

    URI at(Nodes nodes, String path) {
      return switch (this) {
        case AUTHORITY -> nodes.authority(path);
        case PLAIN -> nodes.plain(path);
        case REGISTRY -> nodes.registry(path);
        case MASTER -> nodes.master(path);
      };
    }
  }

  /**
   * The octets that are written on each of so many connections.
   *
   * @param octets {@code %s} stands for the path
   * @param ends whether the node ends it, or answers and goes on
   */
  record Bad(String name, int number, String octets, boolean ends) {
    @Override
    public String toString() {
      return name;
    }

    String to(URI uri) {
      return octets.formatted(uri.getRawPath());
    }
  }

  static final List<Bad> TABLE =
      List.of(
          new Bad("no body", 4, "POST %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n", true),
          new Bad("slow body", MANY, post(TYPE + LONG) + "{", true),
          new Bad("slow body in chunks", SOME, post(TYPE + chunked()) + "2\r\n{", true),
          new Bad("slow headers", MANY, "POST %s HTTP/1.1\r\nHost: a\r\nX-A: b", false),
          new Bad(
              "huge body", 4, post(TYPE + "Content-Length: 999999999\r\n") + "x".repeat(999), true),
          new Bad(
              "wrong type",
              4,
              post("Content-Type: image/png\r\nContent-Length: 1\r\n") + "x",
              true),
          new Bad("cut", SOME, post(TYPE + LONG) + "{", false));

  /**
   * Request lines that the server itself has an answer to, before an application or in its place.
   */
  private static final List<String> ODD =
      List.of(
          "GET /nowhere HTTP/1.1",
          "GET /v1/none/. HTTP/1.1",
          "GET /v1:80/none HTTP/1.1",
          "GET /v1/agents/urn:uuid:a/b:c HTTP/1.1",
          "GET /ars/v1/agents/a:b HTTP/1.1",
          "GET /ars/v1/agents/a%3ab HTTP/1.1",
          "GET /v1/jobs/a%3Ab HTTP/1.1",
          "GET /WEB-INF/web.xml HTTP/1.1",
          "GET /../../none HTTP/1.1",
          "GET /none%00 HTTP/1.1",
          "GET /% HTTP/1.1",
          "GET http://a:99999/none HTTP/1.1",
          "GET /..;/none HTTP/1.1",
          "GET / HTTP/1.0",
          "GET / HTTP/1.1\r\nX-A: " + "a".repeat(70_000),
          "GET / HTTP/9.9",
          "TRACE / HTTP/1.1",
          "BREW /health HTTP/1.1",
          "BREW /ocsp HTTP/1.1",
          "OPTIONS * HTTP/1.1",
          "CONNECT a:1 HTTP/1.1",
          "NONSENSE");

  /** What stack traces of a failed servlet, a slow body, or a path with a colon have. */
  private static final List<String> TRACES =
      List.of("Servlet.service()", "TemporarySelec", "URLPatternSpec");

  private static String post(String fields) {
    return "POST %s HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + fields + "\r\n";
  }

  private static String chunked() {
    return "Transfer-Encoding: chunked\r\n";
  }

  static Stream<Listener> listeners() {
    return Stream.of(Listener.values());
  }

  @ParameterizedTest
  @MethodSource("listeners")
  void servesWhileAndAfterBadConnections(Listener listener) throws Exception {
    TestLeaf agent = new Enrolment(nodes, wire).granted();
    for (Bad bad : TABLE) {
      URI target = listener.at(nodes, listener.post);
      try (RawConnections connections = new RawConnections(target, bad.number())) {
        connections.write(bad.to(target));
        if (bad.name().equals("slow body")) {
          new Officer(nodes, wire).revoke(agent);
        }
        requireService(listener);
        if (bad.ends()) {
          await(bad.name())
              .atMost(PATIENCE)
              .until(() -> connections.answers().size() == connections.number());
          assertThat(connections.answers())
              .as(bad.name())
              .allSatisfy(BadConnectionsIT::requireRefusal);
        }
      }
      requireService(listener);
    }
    for (String line : ODD) {
      requireNoPage(listener, line);
    }
    requireNoStackTraces();
  }

  private void requireNoPage(Listener listener, String line) throws IOException {
    URI target = listener.at(nodes, "/");
    try (RawConnections connection = new RawConnections(target, 1)) {
      connection.write(line + "\r\nHost: a\r\nConnection: close\r\n\r\n");
      await(line).atMost(PATIENCE).until(() -> connection.answers().size() == 1);
      assertThat(connection.answers().getFirst())
          .as(line)
          .satisfies(BadConnectionsIT::requireNamelessAnswer);
    }
  }

  /** One octet each twelve seconds keeps a connection from being idle. */
  @Tag("long")
  @ParameterizedTest
  @MethodSource("listeners")
  void endsBodiesThatDrip(Listener listener) throws Exception {
    URI target = listener.at(nodes, listener.post);
    try (RawConnections connections = new RawConnections(target, 260)) {
      connections.write(post(TYPE + LONG).formatted(target.getRawPath()));
      await()
          .pollInterval(Duration.ofSeconds(12))
          .atMost(PATIENCE)
          .until(
              () -> {
                connections.write(" ");
                requireService(listener);
                return connections.answers().size() == connections.number();
              });
      assertThat(connections.answers()).allSatisfy(BadConnectionsIT::requireRefusal);
    }
  }

  /** Everybody's question, which has no body. */
  private void requireService(Listener listener) {
    URI uri =
        listener == Listener.REGISTRY
            ? nodes.master("/health/live")
            : listener.at(nodes, listener.get);
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(wire.send(Call.get(uri)).status()).isEqualTo(200));
  }

  /** A problem document, or a connection that ends: no page of the container's. */
  private static void requireRefusal(String answer) {
    if (answer.isEmpty()) {
      return;
    }
    assertThat(answer).matches("(?s)HTTP/1.1 (400|401|404|408|413|415|429|503) .*");
    requireNamelessAnswer(answer);
    assertThat(answer)
        .satisfiesAnyOf(
            text -> assertThat(text).contains("\"type\":\"urn:bailiwick:problem:"),
            text -> assertThat(text).endsWith("\r\n\r\n"));
  }

  static void requireNamelessAnswer(String answer) {
    assertThat(answer)
        .doesNotContainIgnoringCase(
            "<html", "payara", "glassfish", "exception", "\nserver:", "x-powered-by");
  }

  /** Requires that the log has no such stack trace of the server. */
  private void requireNoStackTraces() throws IOException {
    for (String node : List.of("authority", "domain")) {
      Path log = nodes.home().resolve("logs").resolve(node + ".log");
      List<String> traces =
          Files.readString(log)
              .lines()
              .filter(line -> TRACES.stream().anyMatch(line::contains))
              .toList();
      assertThat(traces).isEmpty();
    }
  }
}
