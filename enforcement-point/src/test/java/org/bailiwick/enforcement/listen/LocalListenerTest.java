package org.bailiwick.enforcement.listen;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bailiwick.client.transactiontoken.TransactionTokenVerifier;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.enforcement.decide.Enforcer;
import org.bailiwick.enforcement.picture.DomainPicture;
import org.bailiwick.enforcement.report.DenialBook;
import org.bailiwick.enforcement.subject.CallerReading;
import org.bailiwick.listener.HttpListener;
import org.bailiwick.node.peer.PeerVerifier;
import org.bailiwick.node.peer.RevocationState;
import org.bailiwick.node.peer.TrustAnchors;
import org.bailiwick.node.testing.TestClock;
import org.bailiwick.policy.Decision;
import org.bailiwick.policy.Entity;
import org.bailiwick.policy.application.ApplicationDecisions;
import org.bailiwick.policy.application.ApplicationQuestion;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.aggregator.ArgumentsAccessor;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The local listener with requests of every form: threats 47, 61, 64, 65 and 66. */
class LocalListenerTest {
  private static final String QUESTION =
      """
      {"subject": {"type": "User", "id": "u"}, "action": {"name": "read"}, "resource": {"type": "Path", "id": "/"}}
      """;

  @TempDir Path folder;
  private final AtomicBoolean fresh = new AtomicBoolean(true);
  private final TestClock clock = TestClock.atPresent();
  private final DenialBook book = new DenialBook(clock);
  private final HttpClient client = HttpClient.newHttpClient();
  private HttpListener listener;

  /** Policies that permit users, and fail for one of them. */
  private static final class Users implements ApplicationDecisions {
    @Override
    public Decision decide(ApplicationQuestion question) {
      if (question.subject().id().equals("fault")) {
        throw new IllegalStateException("a fault");
      }
      return question.subject().id().equals("u")
          ? new Decision.Permit(List.of("user"), List.of("p"), List.of(), "1-a")
          : new Decision.Deny(List.of("no-policy-permits"), List.of(), "1-a");
    }

    @Override
    public java.util.Set<String> applications() {
      return java.util.Set.of("shop");
    }

    @Override
    public java.util.Set<String> actions(String application) {
      return java.util.Set.of("read");
    }

    @Override
    public java.util.Set<String> contextOf(String application, String action) {
      return java.util.Set.of();
    }

    @Override
    public java.util.Set<String> types(String application) {
      return java.util.Set.of("User", "Path");
    }

    @Override
    public List<Entity> entities(String application, String type) {
      return List.of();
    }

    @Override
    public String policyVersion() {
      return "1-a";
    }
  }

  private static final class NoAnchors implements TrustAnchors {
    @Override
    public List<org.bailiwick.node.peer.Anchor> anchors() {
      return List.of();
    }

    @Override
    public List<java.security.cert.X509Certificate> intermediates() {
      return List.of();
    }
  }

  @BeforeEach
  void start() throws IOException {
    TestCa ca = TestCa.create("bailiwick.example", clock);
    DomainPicture picture = new DomainPicture(clock);
    Enforcer enforcer =
        new Enforcer(
            new Enforcer.Parts(
                fresh::get,
                () -> Optional.of(new Users()),
                picture,
                new CallerReading(
                    new PeerVerifier(
                        new NoAnchors(),
                        (certificate, anchor) -> new RevocationState.Good(),
                        clock),
                    new TransactionTokenVerifier(() -> "{}", ca.domain(), clock),
                    picture),
                name -> SpiffeId.parse("spiffe://bailiwick.example/service/nginx-1"),
                book));
    LocalPages.Watch watch =
        new LocalPages.Watch() {
          @Override
          public Map<String, String> faults() {
            return fresh.get() ? Map.of() : Map.of("feed", "away");
          }

          @Override
          public Map<String, String> facts() {
            return Map.of();
          }

          @Override
          public String metrics() {
            return "x 1\n";
          }
        };
    listener =
        LocalListener.start(
            new ListenPlace.Loopback(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)),
            new LocalPages(enforcer, () -> Optional.of("shop"), watch),
            Duration.ofSeconds(2));
  }

  @AfterEach
  void stop() {
    listener.close();
    client.close();
  }

  private HttpResponse<String> send(String method, String path, String type, String body)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + path))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!type.isEmpty()) {
      request.header("Content-Type", type);
    }
    return client.send(request.header("X-Request-ID", "r-1").build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> ask(String body) throws Exception {
    return send("POST", "/access/v1/evaluation", "application/json", body);
  }

  @Test
  void aQuestionIsAnsweredWithItsReasonsAndItsId() throws Exception {
    HttpResponse<String> answer = ask(QUESTION);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"decision\":true", "\"user\"");
    assertThat(answer.headers().firstValue("X-Request-ID")).contains("r-1");
    assertThat(ask(QUESTION.replace("\"u\"", "\"v\"")).body())
        .contains("\"decision\":false", "no-policy-permits");
    assertThat(book.decisions()).containsEntry("shop permit", 1L).containsEntry("shop deny", 1L);
  }

  @Test
  void everythingIsDeniedWhileTheFeedIsAway() throws Exception {
    fresh.set(false);
    assertThat(ask(QUESTION).body()).contains("\"decision\":false", "enforcement-cut-off");
    HttpResponse<String> check = send("GET", "/check/shop", "", "");
    assertThat(check.statusCode()).isEqualTo(403);
    assertThat(check.headers().firstValue("X-Reason")).contains("enforcement-cut-off");
    assertThat(send("GET", "/health", "", "").statusCode()).isEqualTo(503);
  }

  @Test
  void aFaultDenies() throws Exception {
    assertThat(ask(QUESTION.replace("\"u\"", "\"fault\"")).body())
        .contains("\"decision\":false", "evaluator-error");
  }

  @Test
  void anAgentThatTheDomainDoesNotListIsUnknownWhateverTheAskerSays() throws Exception {
    String agent = "\"Agent\", \"properties\": {\"status\": \"listed\"}, \"id\": \"u\"";
    assertThat(ask(QUESTION.replace("\"User\", \"id\": \"u\"", agent)).body())
        .contains("\"decision\":false", "entity-not-known");
  }

  @Test
  void aBatchIsAnsweredInOrder() throws Exception {
    String batch =
        "{\"evaluations\": [%s, {\"subject\": 1}, %s]}"
            .formatted(QUESTION, QUESTION.replace("\"u\"", "\"v\""));
    String answer = send("POST", "/shop/access/v1/evaluations", "application/json", batch).body();
    assertThat(answer.split("\"decision\"", -1)).hasSize(4);
    assertThat(answer).containsSubsequence("true", "false", "400", "false");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POST | /access/v1/evaluation | application/json | nothing | 400",
        "POST | /access/v1/evaluation | application/json | {} | 400",
        "POST | /access/v1/evaluation | text/plain | {} | 415",
        "POST | /access/v1/evaluation |  | {} | 415",
        "GET | /access/v1/evaluation |  | | 405",
        "POST | /access/v1/search | application/json | {} | 404",
        "GET | / |  | | 404",
        "GET | /check/ |  | | 404",
        "GET | /check/Shop |  | | 404",
        "GET | /check/shop?x=1 |  | | 404",
        "POST | /check/shop | application/json | {} | 405",
        "GET | /check/shop |  | | 403",
        "GET | /health |  | | 200",
        "PUT | /health |  | | 405",
        "GET | /metrics |  | | 200",
      })
  void eachRequestHasItsAnswer(ArgumentsAccessor row) throws Exception {
    assertThat(send(row.getString(0), row.getString(1), text(row, 2), text(row, 3)).statusCode())
        .isEqualTo(row.getInteger(4));
  }

  /** An empty column is no text. */
  private static String text(ArgumentsAccessor row, int column) {
    return Objects.requireNonNullElse(row.getString(column), "");
  }

  @Test
  void aBodyIsBounded() throws Exception {
    assertThat(ask("\"" + "x".repeat(600 * 1024) + "\"").statusCode()).isEqualTo(413);
  }

  /** Threat 66: what the server refuses has no page of its own. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /health/live HTTP/1.1\r\n\r\n",
        "GET /health/live\r\n",
        "GET http://other/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n",
        "\u0016\u0003\u0001\u0002\r\n"
      })
  void whatIsNoRequestGetsAStatusAlone(String request) throws Exception {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(request.getBytes(US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), US_ASCII);
      assertThat(answer).matches("(?s)HTTP/1.1 (400|505) .*\r\n\r\n").contains("no-store");
    }
  }

  @Test
  void slowBodiesKeepNobodyWaitingAndAreCutOff() throws Exception {
    List<Socket> slow = new ArrayList<>();
    for (int i = 0; i < 260; i++) {
      Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port());
      OutputStream out = socket.getOutputStream();
      out.write(
          "POST /access/v1/evaluation HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
              .getBytes(US_ASCII));
      slow.add(socket);
    }
    assertThat(ask(QUESTION).statusCode()).isEqualTo(200);
    slow.getLast().setSoTimeout(20_000);
    assertThat(slow.getLast().getInputStream().read()).isEqualTo(-1);
    for (Socket socket : slow) {
      socket.close();
    }
  }

  /** Each octet would begin the server's idle time again. */
  @Test
  void aSecondRequestThatTricklesIsCutOffAndAWaitingConnectionIsNot() throws Exception {
    byte[] request = "GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII);
    try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), listener.port());
        Socket idle = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      for (Socket each : List.of(slow, idle)) {
        each.setSoTimeout(500);
        each.getOutputStream().write(request);
        assertThat(each.getInputStream().read()).isEqualTo('H');
        each.getInputStream().skipNBytes(each.getInputStream().available());
      }
      boolean isCut = false;
      for (int at = 0; at < 20 && !isCut; at++) {
        slow.getOutputStream().write(request, at, 1);
        isCut = isOver(slow);
      }
      assertThat(isCut).isTrue();
      idle.getOutputStream().write(request);
      assertThat(idle.getInputStream().read()).isEqualTo('H');
    }
  }

  private static boolean isOver(Socket socket) throws IOException {
    try {
      return socket.getInputStream().read() < 0;
    } catch (SocketTimeoutException e) {
      return false;
    } catch (SocketException e) {
      return true; // reset
    }
  }

  @Test
  void itListensAtASocketToo() throws Exception {
    Path socket = folder.resolve("enforcement");
    assertThat(ListenPlace.parse("unix:" + socket)).isEqualTo(new ListenPlace.Socket(socket));
  }
}
