package org.bailiwick.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.io.StringReader;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.client.testing.ScriptedNode.Call;
import org.bailiwick.client.testing.ScriptedNode.Reply;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The proxy as an agent sees it, by curl on the socket; destinations answer what the test writes.
 */
class AgentProxyTest {
  private static final TestCa CA = TestCa.create("bailiwick.example");
  private static final TrustedAuthority TRUSTED =
      new TrustedAuthority(CA.domain(), CA.root(), Set.of(CA.operatorCa()));
  private static final String TOKEN = "s3cret.token.text";

  @TempDir private Path temp;
  private final List<String> log = new CopyOnWriteArrayList<>();
  private final List<String> answers = new ArrayList<>();
  private final TestLeaf agent = CA.agent("reader", "invoice.parse@1");
  private ScriptedNode node;
  private CredentialFolder folder;
  private AgentProxy proxy;

  @BeforeEach
  void start() throws Exception {
    node = ScriptedNode.overTls(CA.nodeServer("domain").tls(CA.trust()));
    node.on(
        "/v1/jobs",
        call -> Reply.json(202, "{\"heard\":\"" + call.headers().get("Authorization") + "\"}"));
    node.on(
        "/oauth/token",
        call ->
            Reply.json(
                200,
                "{\"access_token\":\""
                    + TOKEN
                    + "\",\"expires_in\":60,\"refresh_token\":\"r3fresh\"}"));
    folder = CredentialFolder.at(temp.resolve("agent"));
    folder.write(agent.key(), agent.chain());
    proxy = AgentProxy.start(settings(rules(node.uri().toString(), "domain")), log::add);
  }

  @AfterEach
  void stop() {
    proxy.close();
    node.close();
  }

  private ProxySettings settings(Path rules) {
    return new ProxySettings(
        folder, TRUSTED, rules, temp.resolve("run/proxy.sock"), Optional.empty());
  }

  private Path rules(String origin, String peer) throws IOException {
    return Files.writeString(
        temp.resolve("proxy.json"),
        """
        {"audiences": ["https://partner.example/jobs"],
         "destinations": [{"origin": "%s", "peer": "spiffe://bailiwick.example/node/%s",
           "methods": ["GET", "POST"], "paths": ["/v1/", "/oauth/token"]}]}
        """
            .formatted(origin, peer));
  }

  /** The answer of curl: body, then status. */
  private String curl(String... arguments) {
    List<String> line = new ArrayList<>(List.of("curl", "-sS", "-w", "\n%{http_code}"));
    line.addAll(List.of("--unix-socket", proxy.socket().toString()));
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

  private JsonObject post(int status, String path, String body) {
    String text =
        curl("-H", "Content-Type: application/json", "--data-binary", body, "http://proxy" + path);
    assertThat(text).endsWith("\n" + status);
    return Json.createReader(new StringReader(text)).readObject();
  }

  private void refused(String check, int status, String path, String body) {
    assertThat(post(status, path, body).getString("type")).startsWith("urn:bailiwick:problem:");
    assertThat(log).last().asString().contains(" check=" + check + " ");
  }

  private String call(String method, String path, String more) {
    return "{\"method\":\"%s\",\"url\":\"%s%s\"%s}".formatted(method, node.uri(), path, more);
  }

  @Test
  void showsThePublicPartOfTheCredential() {
    String text = curl("http://proxy/v1/credential");
    assertThat(text).endsWith("\n200").contains("spiffe://bailiwick.example/agent/reader");
    JsonObject shown = Json.createReader(new StringReader(text)).readObject();
    assertThat(Pem.certificates(shown.getString("chain"))).isEqualTo(agent.chain());
  }

  @Test
  void makesAnAssertionForAListedAudience() throws Exception {
    String digest = "A".repeat(43);
    JsonObject made =
        post(
            200,
            "/v1/assertions",
            "{\"audience\":\"https://partner.example/jobs\",\"nonce\":\"n-1\",\"content_sha256\":\""
                + digest
                + "\"}");
    JsonWebSignature jws = new JsonWebSignature();
    jws.setCompactSerialization(made.getString("assertion"));
    jws.setKey(agent.chain().getFirst().getPublicKey());
    assertThat(jws.verifySignature()).isTrue();
    assertThat(jws.getHeader("typ")).isEqualTo("agent-assertion+jwt");
    assertThat(jws.getCertificateChainHeaderValue()).isEqualTo(agent.chain());
    JsonObject claims = Json.createReader(new StringReader(jws.getPayload())).readObject();
    assertThat(claims.getString("aud")).isEqualTo("https://partner.example/jobs");
    assertThat(claims.getString("sub")).isEqualTo("spiffe://bailiwick.example/agent/reader");
    assertThat(claims.getString("content_sha256")).isEqualTo(digest);
    assertThat(Duration.ofSeconds(claims.getInt("exp") - (long) claims.getInt("iat")))
        .isEqualTo(Duration.ofMinutes(1));
    assertThat(Instant.ofEpochSecond(claims.getInt("exp"))).isAfter(Instant.now());
    assertThat(log)
        .last()
        .asString()
        .contains("use=assertions audience=https://partner.example/jobs jti=");
  }

  @Test
  void signsNothingThatTheAgentMadeUp() {
    String listed = "{\"audience\":\"https://partner.example/jobs\"";
    refused(
        "assertion-audience", 403, "/v1/assertions", "{\"audience\":\"https://other.example\"}");
    refused("member-unknown", 400, "/v1/assertions", listed + ",\"claims\":{\"sub\":\"x\"}}");
    refused("member-form", 400, "/v1/assertions", listed + ",\"nonce\":\"two words\"}");
    refused("member-form", 400, "/v1/assertions", listed + ",\"content_sha256\":\"short\"}");
    refused("member-missing", 400, "/v1/assertions", "{}");
    refused("json-object", 400, "/v1/assertions", "[]");
    refused("json", 400, "/v1/assertions", listed + ",\"audience\":\"https://other.example\"}");
  }

  @Test
  void callsAListedPlaceAsTheAgent() {
    JsonObject answer =
        post(
            200,
            "/v1/calls",
            call(
                "POST",
                "/v1/jobs",
                ",\"body\":{\"a\":1},\"headers\":{\"Idempotency-Key\":\"k-1\"}"));
    assertThat(answer.getInt("status")).isEqualTo(202);
    Call heard = node.calls().getLast();
    assertThat(heard.peer().orElseThrow()).hasToString("spiffe://bailiwick.example/agent/reader");
    assertThat(heard.body()).isEqualTo("{\"a\":1}");
    assertThat(heard.headers().get("Idempotency-key")).containsExactly("k-1");
    assertThat(log).last().asString().contains("method=POST").contains("path=/v1/jobs answer=202");
  }

  @Test
  void tokensStayAndComeBackByTheirHandle() {
    JsonObject granted =
        post(200, "/v1/calls", call("POST", "/oauth/token", ",\"body\":\"grant_type=x\""));
    JsonObject token = Json.createReader(new StringReader(granted.getString("body"))).readObject();
    String handle = token.getString("access_token");
    assertThat(handle).startsWith("kept:");
    assertThat(token).doesNotContainKey("refresh_token");
    JsonObject echoed =
        post(200, "/v1/calls", call("POST", "/v1/jobs", ",\"token\":\"" + handle + "\""));
    assertThat(node.calls().getLast().headers().get("Authorization"))
        .containsExactly("Bearer " + TOKEN);
    assertThat(echoed.getString("body")).contains(handle).doesNotContain(TOKEN);
    refused("token-handle", 403, "/v1/calls", call("POST", "/v1/jobs", ",\"token\":\"kept:x\""));
  }

  @Test
  void tokensStayWhereverTheyAreInAnAnswer() {
    node.on("/v1/nested", call -> Reply.json(200, "[{\"t\":{\"id_token\":\"" + TOKEN + "\"}}]"));
    assertThat(post(200, "/v1/calls", call("GET", "/v1/nested", "")).getString("body"))
        .contains("kept:")
        .doesNotContain(TOKEN);
    node.on("/v1/form", call -> new Reply(200, "text/plain", "access_token=" + TOKEN, Map.of()));
    refused("answer-tokens", 503, "/v1/calls", call("GET", "/v1/form", ""));
    assertThat(String.join("", answers)).doesNotContain(TOKEN);
  }

  @Test
  void tokensStayHoweverTheirNamesAreWritten() {
    for (String text :
        List.of(
            "{\"access\\u005ftoken\":\"" + TOKEN + "\"}",
            "{\"text\":\"{\\\"access_token\\\":\\\"" + TOKEN + "\\\"}\"}",
            "{\"refresh\\u005ftoken\":\"" + TOKEN + "\"}")) {
      String path = "/v1/" + text.hashCode();
      node.on(path, call -> Reply.json(200, text));
      assertThat(post(200, "/v1/calls", call("GET", path, "")).toString()).doesNotContain(TOKEN);
    }
    withheld("{\"access\\u005ftoken\":\"" + TOKEN + "\"", "application/json");
    withheld("{\"x\":{\"access\\u005ftoken\":\"" + TOKEN + "\"},\"x\":1}", "application/json");
    withheld("-- {\"access\\u005ftoken\":\"" + TOKEN + "\"}", "text/plain");
    withheld("access%5Ftoken=" + TOKEN, "application/x-www-form-urlencoded");
    assertThat(String.join("", answers)).doesNotContain(TOKEN);
  }

  private void withheld(String text, String type) {
    String path = "/v1/" + text.hashCode();
    node.on(path, call -> new Reply(200, type, text, Map.of()));
    refused("answer-tokens", 503, "/v1/calls", call("GET", path, ""));
  }

  @Test
  void aTokenIsForItsOriginOnlyUnlessTheFileSaysMore() throws Exception {
    try (ScriptedNode other = ScriptedNode.overTls(CA.nodeServer("domain").tls(CA.trust()))) {
      other.on("/v1/jobs", call -> Reply.json(200, "{}"));
      String destinations =
          """
          {"destinations": [
            {"origin": "%1$s", "peer": "spiffe://bailiwick.example/node/domain", "methods": ["POST"], "paths": ["/"]},
            {"origin": "%2$s", "peer": "spiffe://bailiwick.example/node/domain", "methods": ["POST"], "paths": ["/"]%3$s}]}
          """;
      for (String more : List.of("", ", \"tokens_from\": [\"" + node.uri() + "\"]")) {
        proxy.close();
        Path rules =
            Files.writeString(
                temp.resolve("proxy.json"), destinations.formatted(node.uri(), other.uri(), more));
        proxy = AgentProxy.start(settings(rules), log::add);
        String granted = post(200, "/v1/calls", call("POST", "/oauth/token", "")).getString("body");
        String handle =
            Json.createReader(new StringReader(granted)).readObject().getString("access_token");
        String order =
            "{\"method\":\"POST\",\"url\":\"%s/v1/jobs\",\"token\":\"%s\"}"
                .formatted(other.uri(), handle);
        if (more.isEmpty()) {
          refused("token-destination", 403, "/v1/calls", order);
        } else {
          post(200, "/v1/calls", order);
        }
      }
      assertThat(other.calls()).hasSize(1);
    }
  }

  @Test
  void callsNothingElse() {
    int before = node.calls().size();
    String port = String.valueOf(node.uri().getPort());
    for (String url :
        List.of(
            "https://127.0.0.2:" + port + "/v1/jobs",
            "https://127.0.0.1:1/v1/jobs",
            node.uri() + "/other",
            node.uri() + "/oauth/token/x",
            node.uri() + "/v1")) {
      refused("destination", 403, "/v1/calls", "{\"method\":\"GET\",\"url\":\"" + url + "\"}");
    }
    for (String url :
        List.of(
            "http://127.0.0.1:" + port + "/v1/jobs",
            "https://user@127.0.0.1:" + port + "/v1/jobs",
            node.uri() + "/v1/../other",
            node.uri() + "/v1/%2e%2e/other",
            node.uri() + "/v1//jobs",
            node.uri() + "/v1/jobs#x",
            "/v1/jobs",
            "https:///v1/jobs")) {
      refused("call-url", 400, "/v1/calls", "{\"method\":\"GET\",\"url\":\"" + url + "\"}");
    }
    refused("destination-method", 403, "/v1/calls", call("DELETE", "/v1/jobs", ""));
    refused(
        "call-header",
        403,
        "/v1/calls",
        call("GET", "/v1/jobs", ",\"headers\":{\"Authorization\":\"Bearer x\"}"));
    refused(
        "call-header", 403, "/v1/calls", call("GET", "/v1/jobs", ",\"headers\":{\"Host\":\"x\"}"));
    refused(
        "call-header-form",
        400,
        "/v1/calls",
        call("GET", "/v1/jobs", ",\"headers\":{\"Accept\":\"a\\r\\nb\"}"));
    assertThat(node.calls()).hasSize(before);
  }

  @Test
  void saysNothingToAnybodyElseAtTheAddress() throws Exception {
    proxy.close();
    proxy = AgentProxy.start(settings(rules(node.uri().toString(), "authority")), log::add);
    refused("destination-not-reached", 503, "/v1/calls", call("GET", "/v1/jobs", ""));
    assertThat(node.calls()).isEmpty();
  }

  @Test
  void whatIsNotOfferedIsAProblem() throws Exception {
    assertThat(curl("http://proxy/v1/key")).endsWith("\n404").contains("not-found");
    assertThat(curl("http://proxy/v1/credential?x=1")).endsWith("\n404");
    assertThat(curl("-i", "http://proxy/v1/calls")).endsWith("\n405").contains("Allow: POST");
    assertThat(curl("-X", "DELETE", "http://proxy/v1/credential")).endsWith("\n405");
    assertThat(curl("--data-binary", "{}", "http://proxy/v1/calls")).endsWith("\n415");
    assertThat(curl("-H", "X-Long: " + "a".repeat(20_000), "http://proxy/v1/credential"))
        .endsWith("\n431")
        .contains("request-too-large");
    Path large = Files.writeString(temp.resolve("large"), "\"" + "a".repeat(300_000) + "\"");
    refused("body-size", 413, "/v1/calls", "@" + large);
    assertThat(curl("-X", "BAD METHOD", "http://proxy/v1/credential"))
        .endsWith("\n400")
        .contains("malformed-request");
  }

  @Test
  void aBodyThatBreaksOffIsAProblem() throws Exception {
    try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(proxy.socket()))) {
      String request =
          "POST /v1/calls HTTP/1.1\r\nHost: p\r\nContent-Type: application/json\r\n"
              + "Content-Length: 100\r\n\r\n{";
      socket.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      socket.shutdownOutput();
      ByteBuffer answer = ByteBuffer.allocate(4096);
      socket.read(answer);
      assertThat(new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII))
          .startsWith("HTTP/1.1 400 ")
          .contains("urn:bailiwick:problem:malformed-request");
    }
    assertThat(log).last().asString().contains(" check=body-broken-off ");
  }

  @Test
  void onlyTheOwnerMayConnect() throws Exception {
    assertThat(rights(proxy.socket())).isEqualTo("rw-------");
    assertThat(rights(proxy.socket().getParent())).isEqualTo("rwx------");
    Path open = Files.createDirectory(temp.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    ProxySettings settings =
        new ProxySettings(
            folder, TRUSTED, temp.resolve("proxy.json"), open.resolve("s"), Optional.empty());
    assertThatThrownBy(() -> AgentProxy.start(settings, log::add))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.check()).isEqualTo("proxy-socket"));
  }

  private static String rights(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void servesSixteenConnectionsAndOthersWhenOneHasEnded() throws Exception {
    List<SocketChannel> held = new ArrayList<>();
    for (int number = 0; number < 16; number++) {
      held.add(SocketChannel.open(UnixDomainSocketAddress.of(proxy.socket())));
    }
    Thread.sleep(200); // accepted by now
    assertThat(curl("--max-time", "1", "http://proxy/v1/credential")).endsWith("\n000");
    for (SocketChannel each : held) {
      each.close();
    }
    assertThat(curl("--max-time", "10", "http://proxy/v1/credential")).endsWith("\n200");
  }

  /** Everything that the socket offers, and the log, are searched for every form of the secrets. */
  @Test
  void noAnswerAndNoLineOfTheLogHoldsAKeyOrAToken() {
    showsThePublicPartOfTheCredential();
    signsNothingThatTheAgentMadeUp();
    callsAListedPlaceAsTheAgent();
    tokensStayAndComeBackByTheirHandle();
    post(200, "/v1/assertions", "{\"audience\":\"https://partner.example/jobs\"}");
    String all = String.join("\n", answers) + String.join("\n", log);
    assertThat(answers).hasSizeGreaterThan(10);
    assertThat(all).contains("BEGIN CERTIFICATE").doesNotContain(TOKEN, "r3fresh", "PRIVATE KEY");
    byte[] scalar = ((ECPrivateKey) agent.key()).getS().toByteArray();
    String encoded = Base64.getEncoder().encodeToString(agent.key().getEncoded());
    for (Base64.Encoder form :
        List.of(Base64.getEncoder(), Base64.getUrlEncoder().withoutPadding())) {
      assertThat(all).doesNotContain(form.encodeToString(scalar));
    }
    String inner = encoded.substring(48, 88);
    assertThat(all.replace("\n", "").replace("\\n", "")).doesNotContain(inner);
  }
}
