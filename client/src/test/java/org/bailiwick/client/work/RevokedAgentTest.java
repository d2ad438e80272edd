package org.bailiwick.client.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.client.testing.TestTokens;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.testing.TestCa;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What servers say of an agent's own credential is not said of the agent's caller. */
class RevokedAgentTest {
  private static final String DOMAIN = "bailiwick.example";
  private static final String REVOKED =
      "{\"type\":\"urn:bailiwick:problem:credential-revoked\",\"detail\":\"It was revoked\"}";

  /** In milliseconds; for as long the keys are not fetched again. */
  private static final long PAUSE_AFTER_A_FAILURE = 1500;

  private final TestTokens tokens = new TestTokens("key-1", DOMAIN);

  private final AtomicReference<ScriptedNode.Reply> keys =
      new AtomicReference<>(ScriptedNode.Reply.json(200, tokens.jwks()));

  @TempDir Path folder;
  private ScriptedNode plain;
  private TestCa ca;
  private TrustedAuthority trusted;
  private ScriptedNode master;
  private AgentRuntime agent;

  @BeforeEach
  void start() throws Exception {
    plain = ScriptedNode.plain();
    ca = TestCa.withCrlsAt(DOMAIN, plain.uri());
    trusted = new TrustedAuthority(ca.domain(), ca.root(), Set.of(ca.operatorCa()));
    plain.onBytes("/crl/root.crl", ca.rootCrl(1).getEncoded());
    plain.onBytes("/crl/operators.crl", ca.operatorCrl(1).getEncoded());
    plain.onBytes("/crl/issuing.crl", ca.crl(1).getEncoded());
    master = ScriptedNode.overTls(ca.nodeServer("domain").tls(trusted.trust(id -> true)));
    master.on("/oauth/jwks", call -> keys.get());
    ca.agent("counter", "count@1", "ask@1").writeTo(folder);
    RuntimeSettings settings =
        new RuntimeSettings(
            CredentialFolder.at(folder),
            trusted,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            master.uri());
    Map<Capability, Work> works =
        Map.of(
            Capability.parse("count@1"),
            order -> Json.createValue(1),
            Capability.parse("ask@1"),
            order -> askAnother());
    agent = AgentRuntime.start(settings, works, new RecentAnswers());
  }

  @AfterEach
  void stop() {
    agent.close();
    master.close();
    plain.close();
  }

  /** It has no keys yet, and the Master Agent does not give it any. */
  @Test
  void anAgentThatIsRevokedWhenItStartsBlamesNoCaller() throws Exception {
    keys.set(ScriptedNode.Reply.json(401, REVOKED));
    assertRefused("count@1", ProblemType.DEPENDENCY_UNAVAILABLE);
    keys.set(ScriptedNode.Reply.json(200, "{\"keys\":7}"));
    Thread.sleep(PAUSE_AFTER_A_FAILURE);
    assertRefused("count@1", ProblemType.DEPENDENCY_UNAVAILABLE);
    keys.set(ScriptedNode.Reply.json(200, tokens.jwks()));
    Thread.sleep(PAUSE_AFTER_A_FAILURE);
    assertThat(call("count@1")).isEqualTo(Json.createValue(1));
  }

  /** Its work asks another server, which refuses the agent's credential. */
  @Test
  void aServerThatRefusesTheAgentsCredentialDoesNotRefuseItsCaller() {
    master.on("/other", call -> ScriptedNode.Reply.json(401, REVOKED));
    assertRefused("ask@1", ProblemType.DEPENDENCY_UNAVAILABLE);
  }

  private JsonValue askAnother() {
    try (JsonEndpoint other =
        new JsonEndpoint(
            master.uri(), CredentialFolder.at(folder).tls(trusted.trust(id -> true)))) {
      return other.get("/other", Map.of()).body();
    }
  }

  private void assertRefused(String capability, ProblemType type) {
    ProblemException refusal = catchThrowableOfType(ProblemException.class, () -> call(capability));
    assertThat(refusal).isNotNull();
    assertThat(refusal.type()).isEqualTo(type);
  }

  private JsonValue call(String capability) {
    URI locator = URI.create("https://127.0.0.1:" + agent.address().getPort() + "/work");
    try (JsonEndpoint endpoint =
        new JsonEndpoint(locator, ca.node("domain").tls(trusted.trust(id -> true)))) {
      String token =
          tokens.sign(tokens.claims(capability, "spiffe://bailiwick.example/node/domain"));
      return endpoint
          .post(
              locator.toString(),
              Json.createObjectBuilder().add("capability", capability).add("input", 1).build(),
              Map.of("Txn-Token", token, "Idempotency-Key", "job-1/" + System.nanoTime()))
          .body()
          .get("output");
    }
  }
}
