package org.bailiwick.broker.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.bailiwick.broker.backend.BackEndAnswer;
import org.bailiwick.broker.testing.RecordedServer;
import org.bailiwick.broker.testing.TestBroker;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.contract.tls.TlsCredential;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackEndConnectionTest {
  private static final Duration LIMIT = Duration.ofMillis(700);

  private static BackEndFault fault(RecordedServer.Answers answers) {
    try (RecordedServer server = RecordedServer.start(answers);
        BackEndConnection connection = connection(server.url())) {
      Instant begin = Instant.now();
      BackEndFault fault =
          catchThrowableOfType(
              BackEndFault.class,
              () -> connection.exchange(get(server.url() + "/x"), LIMIT, 10_000));
      assertThat(Duration.between(begin, Instant.now())).isLessThan(Duration.ofSeconds(5));
      return fault;
    }
  }

  private static BackEndConnection connection(String url) {
    return BackEndConnection.to(
        BackEndPlace.of(URI.create(url), Optional.of("loopback"), Optional.empty()));
  }

  private static BackEndRequest get(String url) {
    return BackEndRequest.of("GET", URI.create(url));
  }

  private static void assertNothingDone(BackEndFault fault) {
    assertThatThrownBy(() -> fault.answer(Repetition.ONCE))
        .isInstanceOfSatisfying(
            ProblemException.class, problem -> assertThat(problem.check()).isEqualTo(fault.code()));
  }

  private static void begin(HttpExchange exchange) throws IOException {
    exchange.getResponseHeaders().set("Content-Type", "application/json");
    exchange.sendResponseHeaders(200, 0);
  }

  private static void pause(Duration length) {
    try {
      Thread.sleep(length);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aBackEndThatDoesNotAnswerIsWaitedForNoLongerThanTheLimit() {
    BackEndFault fault = fault((exchange, request) -> pause(Duration.ofSeconds(8)));

    assertThat(fault.code()).isEqualTo("answer-timeout");
    assertThat(fault.answer(Repetition.ONCE)).isInstanceOf(BackEndAnswer.Unsure.class);
    assertThat(fault.answer(Repetition.READS)).isInstanceOf(BackEndAnswer.Busy.class);
  }

  @Test
  void aBodyThatComesOctetByOctetEndsWithTheLimit() {
    BackEndFault fault =
        fault(
            (exchange, request) -> {
              begin(exchange);
              OutputStream out = exchange.getResponseBody();
              for (int i = 0; i < 100; i++) {
                out.write(' ');
                out.flush();
                pause(Duration.ofMillis(50));
              }
            });

    assertThat(fault.code()).isEqualTo("answer-timeout");
  }

  @Test
  void aBodyThatNeverEndsIsNotReadBeyondTheBound() {
    BackEndFault fault =
        fault(
            (exchange, request) -> {
              begin(exchange);
              byte[] block = "1".repeat(1000).getBytes(StandardCharsets.US_ASCII);
              while (!Thread.interrupted()) {
                exchange.getResponseBody().write(block);
              }
            });

    assertThat(fault.code()).isEqualTo("answer-too-large");
    assertThat(fault.answer(Repetition.READS)).isInstanceOf(BackEndAnswer.Refused.class);
    assertThat(fault.answer(Repetition.REPEATABLE)).isInstanceOf(BackEndAnswer.Unsure.class);
  }

  @Test
  void aCompressedBodyIsNotRead() {
    BackEndFault fault =
        fault(
            (exchange, request) -> {
              exchange.getResponseHeaders().set("Content-Encoding", "gzip");
              RecordedServer.json(exchange, 200, "x");
            });

    assertThat(fault.code()).isEqualTo("answer-encoding");
  }

  @Test
  void aBodyThatIsNotUtf8IsNotRead() {
    BackEndFault fault =
        fault(
            (exchange, request) -> {
              begin(exchange);
              exchange.getResponseBody().write(new byte[] {(byte) 0xff, (byte) 0xfe});
            });

    assertThat(fault.code()).isEqualTo("answer-encoding");
  }

  @Test
  void aRedirectIsNotFollowed() {
    try (RecordedServer elsewhere =
            RecordedServer.start((exchange, request) -> RecordedServer.json(exchange, 200, "{}"));
        RecordedServer server =
            RecordedServer.start(
                (exchange, request) -> {
                  exchange.getResponseHeaders().set("Location", elsewhere.url() + "/stolen");
                  exchange.sendResponseHeaders(307, -1);
                });
        BackEndConnection connection = connection(server.url())) {
      BackEndText answer = connection.exchange(get(server.url() + "/x"), LIMIT, 1000);

      assertThat(answer.status()).isEqualTo(307);
      assertThat(elsewhere.requests()).isEmpty();
    }
  }

  @Test
  void anotherOriginIsNotCalled() {
    try (RecordedServer server =
            RecordedServer.start((exchange, request) -> RecordedServer.json(exchange, 200, "{}"));
        BackEndConnection connection = connection("http://127.0.0.1:1")) {
      assertThatThrownBy(() -> connection.exchange(get(server.url() + "/x"), LIMIT, 1000))
          .isInstanceOf(BackEndFault.class)
          .hasMessage("other-origin");
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void nobodyAtThePortMeansThatNothingWasDone() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    String url = "http://127.0.0.1:" + port;
    try (BackEndConnection connection = connection(url)) {
      BackEndFault fault =
          catchThrowableOfType(
              BackEndFault.class, () -> connection.exchange(get(url), LIMIT, 1000));

      assertThat(fault.code()).isEqualTo("unreachable");
      assertNothingDone(fault);
    }
  }

  @Test
  void thePlatformsCasAreNotThoseOfTheBackEnd() throws Exception {
    TestLeaf leaf = TestBroker.CA.nodeServer("orders");
    try (RecordedServer server = tls(leaf);
        BackEndConnection connection = connection("https://127.0.0.1:" + server.port())) {
      BackEndFault fault =
          catchThrowableOfType(
              BackEndFault.class,
              () -> connection.exchange(get("https://127.0.0.1:" + server.port()), LIMIT, 1000));

      assertThat(fault.code()).isEqualTo("tls-refused");
      assertNothingDone(fault);
    }
  }

  @Test
  void theCertificateMustBeForTheHostOfTheFile(@TempDir Path folder) throws Exception {
    TestLeaf other = TestBroker.CA.agent("orders", "orders.read@1"); // has no name of a host
    Path cas = new TestBroker(folder).caFile();
    try (RecordedServer server = tls(other);
        BackEndConnection connection =
            BackEndConnection.to(
                BackEndPlace.of(
                    URI.create("https://127.0.0.1:" + server.port()),
                    Optional.of("loopback"),
                    Optional.of(cas.toString())))) {
      BackEndFault fault =
          catchThrowableOfType(
              BackEndFault.class,
              () -> connection.exchange(get("https://127.0.0.1:" + server.port()), LIMIT, 1000));

      assertThat(fault.code()).isEqualTo("tls-refused");
    }
  }

  private static RecordedServer tls(TestLeaf leaf) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(
        new KeyManager[] {TlsCredential.of(leaf.key(), leaf.chain())},
        new TrustManager[] {TestBroker.CA.trust()},
        null);
    return RecordedServer.startTls(
        context, (exchange, request) -> RecordedServer.json(exchange, 200, "{}"));
  }

  @Test
  void threat59ALineBreakInAFieldIsRefused() {
    BackEndRequest request = get("http://127.0.0.1:1/x");

    assertThatThrownBy(() -> request.with("X-Region", "eu\r\nX-Admin: yes"))
        .isInstanceOf(BackEndFault.class)
        .hasMessage("header-refused");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Host", "Content-Length", "transfer-encoding", "X Y", "X:Y", "", "Connection"})
  void fieldsThatFrameTheMessageAreNotSet(String name) {
    assertThat(HeaderText.isName(name)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb", "a\rb", "a\u0000b", " a", "a ", "", "a\tb", "\u00e9"})
  void aValueIsVisibleAscii(String value) {
    assertThat(HeaderText.isValue(value)).isFalse();
  }
}
