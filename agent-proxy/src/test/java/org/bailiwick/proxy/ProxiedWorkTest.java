package org.bailiwick.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.client.testing.ScriptedNode.Reply;
import org.bailiwick.client.testing.TestTokens;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Work that comes in through the proxy; the agent is curl, its callers come by TLS. */
class ProxiedWorkTest {
  private static final String DOMAIN = "bailiwick.example";
  private static final String NODE = "spiffe://bailiwick.example/node/domain";
  private static final String SELF = "spiffe://bailiwick.example/agent/reader";
  private static final TestCa CA = TestCa.withoutRevocation(DOMAIN);
  private static final TrustedAuthority TRUSTED =
      new TrustedAuthority(CA.domain(), CA.root(), Set.of(CA.operatorCa()));
  private static final TestLeaf MASTER = CA.node("domain");
  private static final TestTokens TOKENS = new TestTokens("key-1", DOMAIN);
  private static final String NARROWER = "narrower.token.text";

  @TempDir private Path temp;
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final List<String> answers = new ArrayList<>();
  private final List<String> tokens = new CopyOnWriteArrayList<>();
  private ScriptedNode master;
  private ScriptedNode helper;
  private CredentialFolder folder;
  private AgentProxy proxy;

  @BeforeEach
  void start() throws Exception {
    master = ScriptedNode.overTls(CA.nodeServer("domain").tls(CA.trust()));
    master.on("/oauth/jwks", call -> Reply.json(200, TOKENS.jwks()));
    master.on("/oauth/token", call -> Reply.json(200, "{\"access_token\":\"" + NARROWER + "\"}"));
    helper = ScriptedNode.overTls(CA.agent("helper", "help@1").tls(CA.trust()));
    folder = CredentialFolder.at(temp.resolve("agent"));
    TestLeaf agent = CA.agent("reader", "read@1", "look@1");
    folder.write(agent.key(), agent.chain());
    listen("PT30S");
  }

  private void listen(String answerWithin) throws IOException {
    Path rules =
        Files.writeString(
            temp.resolve("rules.json"),
            """
            {"destinations": [
              {"origin": "%2$s", "peer": "spiffe://bailiwick.example/agent/helper", "methods": ["POST"], "paths": ["/work"]},
              {"origin": "%1$s", "peer": "spiffe://bailiwick.example/node/domain", "methods": ["POST"], "paths": ["/work"]}],
             "work": {"port": 0, "master": "%1$s", "answer_within": "%3$s"}}
            """
                .formatted(master.uri(), helper.uri(), answerWithin));
    if (proxy != null) {
      proxy.close();
    }
    proxy =
        AgentProxy.start(
            new ProxySettings(folder, TRUSTED, rules, temp.resolve("run/s"), Optional.empty()),
            log::add);
  }

  @AfterEach
  void stop() {
    proxy.close();
    helper.close();
    master.close();
  }

  private String curl(String... arguments) {
    List<String> line = new ArrayList<>(List.of("curl", "-sS", "-w", "\n%{http_code}"));
    line.addAll(List.of("--unix-socket", proxy.socket().toString()));
    line.addAll(List.of("-H", "Content-Type: application/json"));
    line.addAll(List.of(arguments));
    try {
      Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
      answers.add(text);
      return text;
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private JsonObject fetch() {
    String text = curl("http://proxy/v1/orders");
    assertThat(text).endsWith("\n200");
    return Json.createReader(new StringReader(text)).readObject();
  }

  /** The poll that this leaves behind at the proxy takes no order away from the next. */
  private void requireNoOrder() {
    assertThat(curl("--max-time", "1", "http://proxy/v1/orders")).endsWith("\n000");
  }

  private String post(JsonObject order, String what, String body) {
    String path = "http://proxy/v1/orders/" + order.getString("id") + "/" + what;
    return curl("--data-binary", body, path);
  }

  private void answer(JsonObject order, String output) {
    assertThat(post(order, "answer", "{\"output\":" + output + "}")).endsWith("\n200");
  }

  private String token(Consumer<JwtClaims> change) {
    JwtClaims claims = TOKENS.claims("read@1", NODE);
    change.accept(claims);
    String token = TOKENS.sign(claims);
    tokens.add(token);
    return token;
  }

  private String token() {
    return token(claims -> {});
  }

  private CompletableFuture<JsonValue> order(String key, String token) {
    return order(MASTER, key, token, "read@1");
  }

  /** The answer for a caller; the test is the agent. */
  private CompletableFuture<JsonValue> order(
      TestLeaf caller, String key, String token, String capability) {
    int port = proxy.listener().orElseThrow().getPort();
    URI locator = URI.create("https://127.0.0.1:" + port + "/work");
    JsonObject body =
        Json.createObjectBuilder().add("capability", capability).add("input", "page 7").build();
    return CompletableFuture.supplyAsync(
        () -> {
          try (JsonEndpoint endpoint =
              new JsonEndpoint(
                  locator, caller.tls(TRUSTED.trust(id -> id.toString().equals(SELF))))) {
            Map<String, String> headers =
                Map.of("Txn-Token", token, "Idempotency-Key", key, "X-Request-ID", "request-7");
            return endpoint.post(locator.toString(), body, headers).body().get("output");
          }
        },
        Thread::startVirtualThread);
  }

  private static ProblemException refusal(CompletableFuture<JsonValue> order) {
    try {
      throw new AssertionError("answered: " + order.join());
    } catch (CompletionException e) {
      return (ProblemException) e.getCause();
    }
  }

  private void refused(ProblemType type, String check, CompletableFuture<JsonValue> order) {
    assertThat(refusal(order).type()).isEqualTo(type);
    assertThat(log).last().asString().startsWith("use=work refused=").contains("check=" + check);
  }

  @Test
  void anAgentFetchesAnOrderAndAnswersIt() {
    CompletableFuture<JsonValue> caller = order("job-1/a", token());
    JsonObject order = fetch();
    assertThat(order.getString("capability")).isEqualTo("read@1");
    assertThat(order.getString("input")).isEqualTo("page 7");
    assertThat(order.getString("caller")).isEqualTo(NODE);
    assertThat(order.getString("idempotency_key")).isEqualTo("job-1/a");
    assertThat(log).last().isEqualTo("use=orders capability=read@1 key=job-1/a request=request-7");
    answer(order, "{\"words\":70}");
    assertThat(caller.join().asJsonObject().getInt("words")).isEqualTo(70);
    assertThat(log)
        .last()
        .isEqualTo("use=orders/answer capability=read@1 key=job-1/a request=request-7 output");
    assertThat(post(order, "answer", "{\"output\":1}")).endsWith("\n404");
    requireNoToken();
  }

  private void requireNoToken() {
    String all = String.join("\n", answers) + String.join("\n", log);
    assertThat(tokens).isNotEmpty();
    for (String token : tokens) {
      assertThat(all).doesNotContain(token).doesNotContain(token.split("\\.", -1)[2]);
    }
    assertThat(all).doesNotContain(NARROWER);
  }

  @Test
  void aTokenThatIsWrittenIntoTheAnswerOfAnotherIsNotShown() {
    helper.on(
        "/work",
        call ->
            call.body().contains("refuse")
                ? Reply.problem(400, "malformed-request", "not " + NARROWER)
                : Reply.json(200, "{\"output\":\"sent " + call.headers().get("Txn-token") + "\"}"));
    CompletableFuture<JsonValue> caller = order("job-1/a", token());
    JsonObject order = fetch();
    String call = onward(helper, "help@1");
    assertThat(post(order, "calls", call)).endsWith("\n200").contains("kept:token");
    assertThat(post(order, "calls", call.replace("{\"a\":1}", "\"refuse\"")))
        .endsWith("\n400")
        .contains("kept:token");
    answer(order, "1");
    caller.join();
    requireNoToken();
  }

  @Test
  void theAgentsRefusalReachesTheCaller() {
    CompletableFuture<JsonValue> caller = order("job-1/a", token());
    JsonObject order = fetch();
    for (String body :
        List.of(
            "{}", "{\"output\":1,\"refused\":\"x\"}", "{\"refused\":\"\"}", "{\"refused\":7}")) {
      assertThat(post(order, "answer", body)).endsWith("\n400");
    }
    assertThat(post(order, "answer", "{\"refused\":\"page 7 is blank\"}")).endsWith("\n200");
    assertThat(refusal(caller))
        .hasMessage("page 7 is blank")
        .satisfies(e -> assertThat(e.type()).isEqualTo(ProblemType.MALFORMED_REQUEST));
  }

  @Test
  void whatIsNotATokenForThisAgentIsRefusedAndLoggedAndTheAgentNotAsked() {
    ProblemType invalid = ProblemType.ACCESS_TOKEN_INVALID;
    TestTokens forger = new TestTokens("key-1", DOMAIN);
    String forged = forger.sign(forger.claims("read@1", NODE));
    refused(invalid, "txn-token-invalid", order("job-1/a", forged));
    refused(invalid, "txn-token-invalid", order("job-1/a", token(TestTokens::expire)));
    String other = "spiffe://bailiwick.example/agent/other";
    refused(
        invalid,
        "txn-token-callee",
        order("job-1/a", token(claims -> claims.setClaim("rctx", Map.of("callee", other)))));
    refused(
        invalid,
        "txn-token-workload",
        order(CA.agent("thief", "x@1"), "job-1/a", token(), "read@1"));
    refused(
        ProblemType.INSUFFICIENT_SCOPE,
        "txn-token-scope",
        order(MASTER, "job-1/a", token(), "look@1"));
    refused(
        ProblemType.CAPABILITY_NOT_GRANTED,
        "own-credential-capability",
        order(MASTER, "job-1/a", token(claims -> claims.setClaim("scope", "x@1")), "x@1"));
    requireNoOrder();
    requireNoToken();
  }

  @Test
  void callersOfAnotherAuthorityAreRefusedAndLogged() {
    TestCa foreign = TestCa.create(DOMAIN);
    for (TestLeaf stranger : List.of(foreign.node("domain"), CA.expiredAgent("old", "x@1"))) {
      assertThat(refusal(order(stranger, "job-1/a", token(), "read@1")).type())
          .isEqualTo(ProblemType.DEPENDENCY_UNAVAILABLE);
      assertThat(log)
          .last()
          .isEqualTo("use=work refused=credential-not-trusted check=peer-handshake");
      log.clear();
    }
    requireNoOrder();
  }

  @Test
  void aReplayedTokenGetsTheFirstAnswerOrARefusal() {
    String token = token();
    CompletableFuture<JsonValue> first = order("job-1/a", token);
    answer(fetch(), "1");
    assertThat(first.join()).hasToString("1");
    assertThat(order("job-1/a", token).join()).hasToString("1");
    refused(ProblemType.ACCESS_TOKEN_INVALID, "txn-token-replayed", order("job-1/b", token));
    requireNoOrder();
  }

  @Test
  void aCallerIsToldWhenTheAgentDoesNotAnswerAndFindsTheAnswerLater() throws Exception {
    listen("PT1S");
    refused(ProblemType.DEPENDENCY_UNAVAILABLE, "order-not-answered", order("job-1/a", token()));
    requireNoOrder(); // nobody had fetched it
    CompletableFuture<JsonValue> caller = order("job-1/b", token());
    JsonObject order = fetch();
    refused(ProblemType.DEPENDENCY_UNAVAILABLE, "order-not-answered", caller);
    CompletableFuture<JsonValue> again = order("job-1/b", token());
    assertThat(fetch().getString("id")).as("offered again").isEqualTo(order.getString("id"));
    refused(ProblemType.DEPENDENCY_UNAVAILABLE, "order-not-answered", again);
    answer(order, "1");
    assertThat(order("job-1/b", token()).join()).hasToString("1");
    requireNoOrder();
  }

  @Test
  void eightOrdersWaitAndNoMore() {
    List<CompletableFuture<JsonValue>> waiting = new ArrayList<>();
    List<JsonObject> orders = new ArrayList<>();
    for (int number = 0; number < 8; number++) {
      waiting.add(order("job-1/" + number, token()));
      orders.add(fetch());
    }
    refused(ProblemType.DEPENDENCY_UNAVAILABLE, "orders-waiting", order("job-1/z", token()));
    orders.forEach(order -> answer(order, "1"));
    waiting.forEach(CompletableFuture::join);
    CompletableFuture<JsonValue> next = order("job-1/z", token());
    answer(fetch(), "2");
    assertThat(next.join()).hasToString("2");
  }

  private static String onward(ScriptedNode callee, String capability) {
    return "{\"url\":\"%s/work\",\"capability\":\"%s\",\"input\":{\"a\":1}}"
        .formatted(callee.uri(), capability);
  }

  @Test
  void anOnwardCallHasANarrowerTokenThatTheAgentDoesNotSee() {
    helper.on("/work", call -> Reply.json(200, "{\"output\":{\"helped\":true}}"));
    String token = token();
    CompletableFuture<JsonValue> caller = order("job-1/a", token);
    JsonObject order = fetch();
    String called = post(order, "calls", onward(helper, "help@1"));
    assertThat(called).isEqualTo("{\"output\":{\"helped\":true}}\n200");
    assertThat(log)
        .last()
        .asString()
        .endsWith("callee=spiffe://bailiwick.example/agent/helper called=help@1");
    Map<String, String> exchange = master.calls().getLast().form();
    assertThat(exchange)
        .containsEntry("subject_token", token)
        .containsEntry("scope", "help@1")
        .containsEntry("resource", "spiffe://bailiwick.example/agent/helper");
    ScriptedNode.Call heard = helper.calls().getLast();
    assertThat(heard.headers().get("Txn-token")).containsExactly(NARROWER);
    assertThat(heard.headers().get("Idempotency-key")).containsExactly("job-1/a/help");
    assertThat(heard.peer().orElseThrow()).hasToString(SELF);
    answer(order, "1");
    caller.join();
    assertThat(post(order, "calls", onward(helper, "help@1"))).endsWith("\n404");
    assertThat(log)
        .last()
        .asString()
        .contains("use=orders/calls refused=not-found check=order-unknown");
    requireNoToken();
  }

  @Test
  void anOnwardCallGoesToListedAgentsOnly() {
    CompletableFuture<JsonValue> caller = order("job-1/a", token());
    JsonObject order = fetch();
    int before = master.calls().size();
    assertThat(post(order, "calls", onward(master, "help@1"))).endsWith("\n403");
    assertThat(log).last().asString().contains("check=onward-callee");
    String elsewhere = onward(helper, "help@1").replace("/work", "/other");
    assertThat(post(order, "calls", elsewhere)).endsWith("\n403");
    assertThat(log).last().asString().contains("check=destination");
    assertThat(curl("--data-binary", onward(helper, "help@1"), unknown("calls"))).endsWith("\n404");
    assertThat(curl("--data-binary", "{\"output\":1}", unknown("answer"))).endsWith("\n404");
    assertThat(curl(unknown("token"))).endsWith("\n404");
    assertThat(master.calls()).hasSize(before);
    assertThat(helper.calls()).isEmpty();
    answer(order, "1");
    caller.join();
  }

  private static String unknown(String what) {
    return "http://proxy/v1/orders/" + "A".repeat(32) + "/" + what;
  }

  @Test
  void theHandleEndsWithTheToken() throws Exception {
    NumericDate soon = NumericDate.now();
    soon.addSeconds(3);
    CompletableFuture<JsonValue> caller =
        order("job-1/a", token(claims -> claims.setExpirationTime(soon)));
    JsonObject order = fetch();
    Thread.sleep(Math.max(0, soon.getValueInMillis() - System.currentTimeMillis()) + 10);
    assertThat(post(order, "calls", onward(helper, "help@1"))).endsWith("\n404");
    assertThat(post(order, "answer", "{\"output\":1}")).endsWith("\n404");
    assertThat(helper.calls()).isEmpty();
    assertThat(caller).isNotDone();
  }

  @Test
  void aRenewedCredentialIsShownAtTheNextHandshake() {
    TestLeaf renewed = CA.agent("reader", "read@1");
    folder.write(renewed.key(), renewed.chain());
    int port = proxy.listener().orElseThrow().getPort();
    String shown = run("openssl", "s_client", "-connect", "127.0.0.1:" + port, "-showcerts");
    assertThat(shown.replace("\n", ""))
        .contains(Base64.getEncoder().encodeToString(encoded(renewed)));
  }

  private static byte[] encoded(TestLeaf leaf) {
    try {
      return leaf.certificate().getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String run(String... command) {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
