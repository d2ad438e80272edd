package org.bailiwick.proxy;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.client.testing.ScriptedNode.Reply;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.proxy.rules.ProxyAnswer;
import org.bailiwick.proxy.rules.ProxyRules;
import org.bailiwick.proxy.signature.ProofMint;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Proofs of a Workload Identity Token that an authority of this test gives. */
class ProxiedProofTest {
  private static final TestCa CA = TestCa.create("bailiwick.example");
  private static final TrustedAuthority TRUSTED =
      new TrustedAuthority(CA.domain(), CA.root(), Set.of(CA.operatorCa()));
  private static final String TARGET = "https://127.0.0.1:9443/ars/v1/discovery";

  @TempDir private Path temp;
  private final AtomicReference<Duration> life = new AtomicReference<>(Duration.ofHours(1));
  private final AtomicBoolean fails = new AtomicBoolean();
  private final AtomicReference<Runnable> during = new AtomicReference<>(() -> {});
  private ScriptedNode authority;
  private CredentialFolder folder;
  private TestLeaf agent;

  @BeforeEach
  void start() throws Exception {
    folder = CredentialFolder.at(temp.resolve("agent"));
    authority = ScriptedNode.overTls(CA.nodeServer("authority").tls(CA.trust()));
    authority.on("/v1/credentials/", this::token);
    hold(CA.agent("reader", "read@1"));
  }

  @AfterEach
  void stop() {
    authority.close();
  }

  private void hold(TestLeaf credential) {
    agent = credential;
    folder.write(credential.key(), credential.chain());
  }

  /** Each token is another, and for the serial of the path. */
  private Reply token(ScriptedNode.Call call) {
    if (fails.get()) {
      return Reply.problem(500, "internal", "The node failed");
    }
    during.getAndSet(() -> {}).run();
    String claims =
        "{\"serial\":\"%s\",\"jti\":%d,\"iat\":%d,\"exp\":%d}"
            .formatted(
                call.path().split("/", -1)[3],
                authority.calls().size(),
                Instant.now().getEpochSecond(),
                Instant.now().plus(life.get()).getEpochSecond());
    return Reply.json(201, "{\"wit\":\"e30." + encoded(claims) + ".c2ln\"}");
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private ProofMint mint() {
    ProxyRules rules =
        ProxyRules.parse(
            "{\"proofs\": {\"authority\": \"%s\", \"audiences\": [\"%s\"]}}"
                .formatted(authority.uri(), TARGET),
            temp);
    return new ProofMint(folder, TRUSTED, rules, Clock.systemUTC());
  }

  private static JsonObject made(ProofMint mint) {
    return mint.mint("{\"audience\":\"" + TARGET + "\"}").answer();
  }

  @Test
  void provesTheTokensKeyForAListedUrl() throws Exception {
    ProxyAnswer use = mint().mint("{\"audience\":\"" + TARGET + "\"}");
    String wit = use.answer().getString("identity_token");
    assertThat(new String(Base64.getUrlDecoder().decode(wit.split("\\.", -1)[1]), UTF_8))
        .contains(AgentCredential.read(agent.certificate()).serial().hex());
    JsonWebSignature jws = new JsonWebSignature();
    jws.setCompactSerialization(use.answer().getString("proof_token"));
    jws.setKey(agent.certificate().getPublicKey());
    assertThat(jws.verifySignature()).isTrue();
    assertThat(jws.getHeader("typ")).isEqualTo("wpt+jwt");
    assertThat(jws.getCertificateChainHeaderValue()).containsExactly(agent.certificate());
    JsonObject claims = Json.createReader(new StringReader(jws.getPayload())).readObject();
    assertThat(claims.keySet()).containsExactlyInAnyOrder("aud", "iat", "exp", "jti", "wth");
    assertThat(claims.getString("aud")).isEqualTo(TARGET);
    assertThat(claims.getString("wth"))
        .isEqualTo(
            Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(
                    MessageDigest.getInstance("SHA-256")
                        .digest(wit.getBytes(StandardCharsets.US_ASCII))));
    assertThat(Instant.ofEpochSecond(claims.getInt("exp")))
        .isBetween(Instant.now().plusSeconds(50), Instant.now().plusSeconds(61));
    assertThat(use.line()).contains("audience=" + TARGET).doesNotContain(wit);
    assertThat(authority.calls().getLast().peer().orElseThrow()).isEqualTo(agent.id());
  }

  /** The credential is renewed while the authority is asked. */
  @Test
  void aProofIsByTheKeyOfItsTokenAlsoInARenewal() throws Exception {
    during.set(() -> hold(CA.agent("reader", "read@1")));
    JsonObject made = made(mint());
    String wit = made.getString("identity_token");
    assertThat(new String(Base64.getUrlDecoder().decode(wit.split("\\.", -1)[1]), UTF_8))
        .contains(AgentCredential.read(agent.certificate()).serial().hex());
    JsonWebSignature jws = new JsonWebSignature();
    jws.setCompactSerialization(made.getString("proof_token"));
    jws.setKey(agent.certificate().getPublicKey());
    assertThat(jws.verifySignature()).isTrue();
    assertThat(jws.getCertificateChainHeaderValue()).containsExactly(agent.certificate());
    assertThat(authority.calls()).hasSize(2);
  }

  @Test
  void asksForATokenOnceAndAgainWhenItIsTime() {
    ProofMint mint = mint();
    JsonObject first = made(mint);
    JsonObject second = made(mint);
    assertThat(second.getString("identity_token")).isEqualTo(first.getString("identity_token"));
    assertThat(second.getString("proof_token")).isNotEqualTo(first.getString("proof_token"));
    assertThat(authority.calls()).hasSize(1);
    hold(CA.agent("reader", "read@1"));
    assertThat(made(mint).getString("identity_token"))
        .isNotEqualTo(first.getString("identity_token"));
    life.set(Duration.ZERO);
    ProofMint late = mint();
    assertThat(made(late).getString("identity_token"))
        .isNotEqualTo(made(late).getString("identity_token"));
  }

  @Test
  void provesNothingElse() {
    ProofMint mint = mint();
    for (String body :
        List.of(
            "{\"audience\":\"https://other.example/\"}",
            "{\"audience\":\"" + TARGET + "/\"}",
            "{\"audience\":\"" + TARGET + "\",\"jti\":\"x\"}",
            "{}")) {
      assertThatThrownBy(() -> mint.mint(body)).isInstanceOf(ProblemException.class);
    }
    assertThat(authority.calls()).isEmpty();
    assertThatThrownBy(
            () ->
                ProxyRules.parse(
                    "{\"proofs\": {\"authority\": \"http://a.example\", \"audiences\": []}}", temp))
        .isInstanceOf(ProblemException.class);
    assertThatThrownBy(
            () ->
                ProxyRules.parse(
                    "{\"proofs\": {\"authority\": \"https://a.example\", \"audiences\": [\""
                        + TARGET
                        + "?a=b\"]}}",
                    temp))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void nobodyElseAtTheAuthoritysAddressIsAsked() throws Exception {
    authority.close();
    TestCa other = TestCa.create("bailiwick.example");
    authority = ScriptedNode.overTls(other.nodeServer("authority").tls(other.trust()));
    authority.on("/v1/credentials/", this::token);
    assertThatThrownBy(() -> made(mint())).isInstanceOf(ProblemException.class);
    assertThat(authority.calls()).isEmpty();
  }

  /** Also of a fault that the authority told, and of requests without a path. */
  @Test
  void eachRefusalIsAnAnswerAndALineOfTheLog() throws Exception {
    Path rules =
        Files.writeString(
            temp.resolve("proxy.json"),
            "{\"proofs\": {\"authority\": \"%s\", \"audiences\": [\"%s\"]}}"
                .formatted(authority.uri(), TARGET));
    fails.set(true);
    List<String> log = new CopyOnWriteArrayList<>();
    ProxySettings settings =
        new ProxySettings(folder, TRUSTED, rules, temp.resolve("run/s"), Optional.empty());
    try (AgentProxy proxy = AgentProxy.start(settings, log::add)) {
      String body = "{\"audience\":\"" + TARGET + "\"}";
      assertThat(
              said(
                  proxy,
                  "POST /v1/proofs HTTP/1.1\r\nHost: p\r\nContent-Type: application/json\r\n"
                      + "Content-Length: %d\r\n\r\n%s".formatted(body.length(), body)))
          .startsWith("HTTP/1.1 500 ")
          .contains("urn:bailiwick:problem:internal");
      assertThat(log).last().asString().startsWith("use=proofs refused=internal check=");
      assertThat(said(proxy, "OPTIONS * HTTP/1.1\r\nHost: p\r\n\r\n")).startsWith("HTTP/1.1 404 ");
      assertThat(log).last().asString().startsWith("use=none refused=not-found");
      assertThat(said(proxy, "CONNECT p:1 HTTP/1.1\r\nHost: p:1\r\n\r\n")).startsWith("HTTP/1.1 4");
    }
  }

  private static String said(AgentProxy proxy, String request) throws IOException {
    try (SocketChannel socket = SocketChannel.open(UnixDomainSocketAddress.of(proxy.socket()))) {
      socket.write(ByteBuffer.wrap(request.getBytes(StandardCharsets.US_ASCII)));
      ByteBuffer answer = ByteBuffer.allocate(4096);
      socket.read(answer);
      return new String(answer.array(), 0, answer.position(), StandardCharsets.US_ASCII);
    }
  }
}
