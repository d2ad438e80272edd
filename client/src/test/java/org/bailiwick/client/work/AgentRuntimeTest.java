package org.bailiwick.client.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.client.testing.TestTokens;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AgentRuntimeTest {
  private static final String DOMAIN = "bailiwick.example";
  private static final String NODE = "spiffe://bailiwick.example/node/domain";
  private static final String SELF = "spiffe://bailiwick.example/agent/counter";
  private static final TestCa CA = TestCa.withoutRevocation(DOMAIN);
  private static final TrustedAuthority TRUSTED =
      new TrustedAuthority(CA.domain(), CA.root(), Set.of(CA.operatorCa()));
  private static final TestLeaf MASTER = CA.node("domain");
  private static final TestTokens TOKENS = new TestTokens("key-1", DOMAIN);
  private static final AtomicInteger COUNT = new AtomicInteger();

  @TempDir static Path folder;
  private static ScriptedNode master;
  private static AgentRuntime agent;
  private static URI locator;

  @BeforeAll
  static void start() throws Exception {
    master = ScriptedNode.overTls(CA.nodeServer("domain").tls(TRUSTED.trust(id -> true)));
    master.on("/oauth/jwks", call -> ScriptedNode.Reply.json(200, TOKENS.jwks()));
    CA.agent("counter", "count@1", "fail@1", "refuse@1", "idle@1").writeTo(folder);
    Map<Capability, Work> works =
        Map.of(
            Capability.parse("count@1"),
            order -> Json.createValue(COUNT.incrementAndGet()),
            Capability.parse("fail@1"),
            order -> {
              throw new IllegalStateException("secret-of-the-inside");
            },
            Capability.parse("refuse@1"),
            order -> {
              throw new ProblemException(ProblemType.MALFORMED_REQUEST, "line", "Line 7 is bad");
            });
    RuntimeSettings settings =
        new RuntimeSettings(
            CredentialFolder.at(folder),
            TRUSTED,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            master.uri());
    agent = AgentRuntime.start(settings, works, new RecentAnswers());
    locator = URI.create("https://127.0.0.1:" + agent.address().getPort() + "/work");
  }

  @AfterAll
  static void stop() {
    agent.close();
    master.close();
  }

  private static JsonObject body(String capability, int input) {
    return Json.createObjectBuilder().add("capability", capability).add("input", input).build();
  }

  private static JsonValue call(TestLeaf caller, String token, String key, JsonObject body) {
    SSLContext tls = caller.tls(TRUSTED.trust(id -> id.toString().equals(SELF)));
    try (JsonEndpoint endpoint = new JsonEndpoint(locator, tls)) {
      Map<String, String> headers = Map.of("Txn-Token", token, "Idempotency-Key", key);
      return endpoint.post(locator.toString(), body, headers).body().get("output");
    }
  }

  private static String token(String scope) {
    return TOKENS.sign(TOKENS.claims(scope, NODE));
  }

  private static String changed(Consumer<JwtClaims> change) {
    JwtClaims claims = TOKENS.claims("count@1", NODE);
    change.accept(claims);
    return TOKENS.sign(claims);
  }

  private static void refuses(ProblemType type, TestLeaf caller, String token, JsonObject body) {
    int before = COUNT.get();
    assertThatThrownBy(() -> call(caller, token, "job-1/step-" + System.nanoTime(), body))
        .isInstanceOfSatisfying(ProblemException.class, e -> assertThat(e.type()).isEqualTo(type));
    assertThat(COUNT.get()).isEqualTo(before);
  }

  private static void refusesToken(String token) {
    refuses(ProblemType.ACCESS_TOKEN_INVALID, MASTER, token, body("count@1", 1));
  }

  /** The handshake fails, so the call does not even reach the check of tokens. */
  @ParameterizedTest
  @ValueSource(strings = {"service", "device"})
  void doesNotTalkToServicesAndDevices(String kind) {
    TestLeaf caller = CA.leafWithUri("spiffe://bailiwick.example/" + kind + "/other");
    String token = TOKENS.sign(TOKENS.claims("count@1", caller.id().toString()));
    refuses(ProblemType.DEPENDENCY_UNAVAILABLE, caller, token, body("count@1", 1));
  }

  @Test
  void worksForTheMasterAgentAndForAnotherAgent() {
    int before = COUNT.get();
    call(MASTER, token("count@1"), "job-1/a", body("count@1", 1));
    TestLeaf other = CA.agent("other", "x@1");
    String replaced = TOKENS.sign(TOKENS.claims("count@1", other.id().toString()));
    call(other, replaced, "job-1/b", body("count@1", 1));
    assertThat(COUNT.get()).isEqualTo(before + 2);
  }

  @Test
  void answersARepeatedOrderWithTheFirstAnswer() {
    JsonValue first = call(MASTER, token("count@1"), "job-1/again", body("count@1", 1));
    JsonValue second = call(MASTER, token("count@1"), "job-1/again", body("count@1", 1));
    assertThat(second).isEqualTo(first);
    assertThatThrownBy(() -> call(MASTER, token("count@1"), "job-1/again", body("count@1", 2)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.type()).isEqualTo(ProblemType.IDEMPOTENCY_KEY_REUSED));
  }

  @Test
  void refusesTheKeyOfAnotherJob() {
    assertThatThrownBy(() -> call(MASTER, token("count@1"), "job-2/a", body("count@1", 1)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> assertThat(e.type()).isEqualTo(ProblemType.MALFORMED_REQUEST));
  }

  @Test
  void refusesTokensThatAreNotTheDomainsOwn() {
    JwtClaims claims = TOKENS.claims("count@1", NODE);
    refusesToken("");
    refusesToken("a.b.c");
    refusesToken(TOKENS.sign("at+jwt", claims));
    refusesToken(new TestTokens("key-1", DOMAIN).sign(claims)); // same name, another key
    refusesToken(new TestTokens("key-2", DOMAIN).sign(claims)); // unknown name
    String none = encode("{\"alg\":\"none\",\"typ\":\"txntoken+jwt\",\"kid\":\"key-1\"}");
    refusesToken(none + "." + encode(claims.toJson()) + ".");
    refusesToken(changed(c -> c.setAudience("partner.example")));
    refusesToken(changed(c -> c.unsetClaim("aud")));
    refusesToken(changed(c -> c.setAudience(DOMAIN, "partner.example")));
  }

  private static NumericDate inSeconds(int seconds) {
    NumericDate then = NumericDate.now();
    then.addSeconds(seconds);
    return then;
  }

  private static String encode(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void refusesTokensThatAreNotExactlyACompactJws() {
    String sound = token("count@1");
    refusesToken(sound + "=");
    refusesToken(sound.replaceFirst("\\.", "~."));
    refusesToken(changed(c -> c.setStringClaim("purpose", "x".repeat(13_000))));
  }

  @Test
  void refusesTokensThatAreOldOrLackAClaim() {
    refusesToken(changed(TestTokens::expire));
    refusesToken(changed(c -> c.setExpirationTimeMinutesInTheFuture(-1 / 60f)));
    refusesToken(changed(c -> c.setIssuedAt(inSeconds(40))));
    for (String claim : new String[] {"exp", "iat", "txn", "scope", "req_wl", "tctx"}) {
      refusesToken(changed(c -> c.unsetClaim(claim)));
    }
    refusesToken(changed(c -> c.setClaim("scope", 7)));
    refusesToken(changed(c -> c.setClaim("tctx", Map.of("job", 7))));
  }

  @Test
  void refusesATokenThatWasGivenToAnotherOrIsForAnother() {
    refusesToken(
        changed(c -> c.setStringClaim("req_wl", "spiffe://bailiwick.example/agent/other")));
    refusesToken(
        changed(
            c -> c.setClaim("rctx", Map.of("callee", "spiffe://bailiwick.example/agent/other"))));
    JsonValue answer =
        call(
            MASTER,
            changed(c -> c.setClaim("rctx", Map.of("callee", SELF))),
            "job-1/own",
            body("count@1", 1));
    assertThat(answer).isNotNull();
  }

  @Test
  void refusesAnotherOrderThanTheOneForWhichTheTokenWasIssued() {
    JsonObject order = body("count@1", 1);
    String digest = Sha256.hex(order.toString());
    String token = changed(c -> c.setClaim("rctx", Map.of("callee", SELF, "order_sha256", digest)));
    refuses(ProblemType.ACCESS_TOKEN_INVALID, MASTER, token, body("count@1", 2));
    assertThat(call(MASTER, token, "job-1/restricted", order)).isNotNull();
    refusesToken(changed(c -> c.setClaim("rctx", Map.of("order_sha256", 7))));
  }

  @Test
  void refusesWhatTheScopeDoesNotCover() {
    refuses(ProblemType.INSUFFICIENT_SCOPE, MASTER, token("fail@1"), body("count@1", 1));
    refuses(ProblemType.INSUFFICIENT_SCOPE, MASTER, token("count@1?region=eu"), body("count@1", 1));
  }

  @Test
  void refusesWhatItsOwnCredentialDoesNotCoverOrItDoesNotDo() {
    refuses(ProblemType.CAPABILITY_NOT_GRANTED, MASTER, token("more@1"), body("more@1", 1));
    refuses(ProblemType.NOT_FOUND, MASTER, token("idle@1"), body("idle@1", 1));
  }

  @Test
  void passesOnTheWorksRefusalAndHidesItsFailure() {
    assertThatThrownBy(() -> call(MASTER, token("refuse@1"), "job-1/r", body("refuse@1", 1)))
        .hasMessage("Line 7 is bad");
    assertThatThrownBy(() -> call(MASTER, token("fail@1"), "job-1/f", body("fail@1", 1)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            e -> {
              assertThat(e.type()).isEqualTo(ProblemType.INTERNAL);
              assertThat(e.detail()).doesNotContain("secret");
            });
  }

  @Test
  void refusesBodiesThatAreMalformedOrTooLarge() {
    refuses(ProblemType.MALFORMED_REQUEST, MASTER, token("count@1"), JsonValue.EMPTY_JSON_OBJECT);
    refuses(ProblemType.MALFORMED_REQUEST, MASTER, token("count@1"), body("Count@1", 1));
    JsonObject large =
        Json.createObjectBuilder(body("count@1", 1))
            .add("input", "x".repeat(5 * 1024 * 1024))
            .build();
    refuses(ProblemType.REQUEST_TOO_LARGE, MASTER, token("count@1"), large);
  }

  @Test
  void refusesCallersWithoutACertificateOfTheDomain() {
    TestCa foreign = TestCa.create(DOMAIN);
    String token = token("count@1");
    for (TestLeaf stranger :
        new TestLeaf[] {
          foreign.node("domain"), CA.expiredAgent("other", "x@1"), CA.operator("officer", "alice")
        }) {
      refuses(ProblemType.DEPENDENCY_UNAVAILABLE, stranger, token, body("count@1", 1));
    }
    try (JsonEndpoint bare = new JsonEndpoint(locator, TRUSTED.serverTls())) {
      assertThatThrownBy(() -> bare.get(locator.toString(), Map.of()))
          .isInstanceOf(ProblemException.class);
    }
  }

  @Test
  void answersProblemDocumentsWithARequestId() throws Exception {
    SSLContext tls = MASTER.tls(TRUSTED.trust(id -> true));
    HttpClient client = HttpClient.newBuilder().sslContext(tls).build();
    HttpRequest request =
        HttpRequest.newBuilder(locator.resolve("/work/x"))
            .header("X-Request-ID", "request-0001")
            .GET()
            .build();
    HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(answer.statusCode()).isEqualTo(404);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
    assertThat(answer.headers().firstValue("X-Request-ID")).contains("request-0001");
    assertThat(answer.body()).contains("urn:bailiwick:problem:not-found").contains("urn:uuid:");
    HttpRequest get = HttpRequest.newBuilder(locator).GET().build();
    assertThat(client.send(get, HttpResponse.BodyHandlers.ofString()).statusCode()).isEqualTo(405);
  }

  /** Depth, numbers and duplicate members are the sender's fault. */
  @Test
  void aBodyThatCannotBeReadIsTheSendersFault() throws Exception {
    SSLContext tls = MASTER.tls(TRUSTED.trust(id -> id.toString().equals(SELF)));
    for (String body :
        List.of(
            "{\"capability\":\"count@1\",\"input\":" + "[".repeat(5000) + "]".repeat(5000) + "}",
            "{\"capability\":\"count@1\",\"input\":1e99999999999}",
            "{\"capability\":\"idle@1\",\"capability\":\"count@1\"}",
            "[1]",
            "")) {
      HttpRequest request =
          HttpRequest.newBuilder(locator)
              .header("Txn-Token", token("count@1"))
              .header("Idempotency-Key", "job-1/unreadable")
              .POST(HttpRequest.BodyPublishers.ofString(body))
              .build();
      try (HttpClient client = HttpClient.newBuilder().sslContext(tls).build()) {
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(body).isEqualTo(400);
      }
    }
  }
}
