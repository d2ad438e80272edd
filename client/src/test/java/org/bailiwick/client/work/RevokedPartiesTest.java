package org.bailiwick.client.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.json.Json;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.cert.CRLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.credential.TrustedAuthority;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.client.testing.ScriptedNode;
import org.bailiwick.client.testing.TestTokens;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An agent whose domain publishes CRLs, with revoked callers and with an ended credential. */
class RevokedPartiesTest {
  private static final String DOMAIN = "bailiwick.example";
  private static final TestTokens TOKENS = new TestTokens("key-1", DOMAIN);

  @TempDir private Path folder;
  private final List<String> log = new CopyOnWriteArrayList<>();
  private ScriptedNode plain;
  private ScriptedNode master;
  private TestCa ca;
  private TrustedAuthority trusted;
  private TestLeaf node;
  private TestLeaf other;
  private TestLeaf self;

  @BeforeEach
  void start() throws Exception {
    plain = ScriptedNode.plain();
    ca = TestCa.withCrlsAt(DOMAIN, plain.uri());
    trusted = new TrustedAuthority(ca.domain(), ca.root(), Set.of(ca.operatorCa()));
    node = ca.node("domain");
    other = ca.agent("other", "x@1");
    self = ca.agent("counter", "count@1");
    master = ScriptedNode.overTls(ca.nodeServer("domain").tls(trusted.trust(id -> true)));
    master.on("/oauth/jwks", call -> ScriptedNode.Reply.json(200, TOKENS.jwks()));
  }

  @AfterEach
  void stop() {
    master.close();
    plain.close();
  }

  private void publish(byte[] issuing) throws CRLException {
    plain.onBytes("/crl/root.crl", ca.rootCrl(1).getEncoded());
    plain.onBytes("/crl/operators.crl", ca.operatorCrl(1).getEncoded());
    plain.onBytes("/crl/issuing.crl", issuing);
  }

  private AgentRuntime agent() throws IOException {
    self.writeTo(folder);
    return AgentRuntime.start(
        new RuntimeSettings(
            CredentialFolder.at(folder),
            trusted,
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            master.uri()),
        Map.of(Capability.parse("count@1"), order -> Json.createValue(1)),
        new RecentAnswers(),
        (line, fault) -> log.add(line));
  }

  private static JsonValue call(AgentRuntime agent, TestLeaf caller) {
    String token = TOKENS.sign(TOKENS.claims("count@1", caller.id().toString()));
    URI locator = URI.create("https://127.0.0.1:" + agent.address().getPort() + "/work");
    try (JsonEndpoint endpoint = new JsonEndpoint(locator, caller.tls(new AnyServer()))) {
      return endpoint
          .post(
              locator.toString(),
              Json.createObjectBuilder().add("capability", "count@1").build(),
              Map.of("Txn-Token", token, "Idempotency-Key", "job-1/" + System.nanoTime()))
          .body()
          .get("output");
    }
  }

  private void refuses(AgentRuntime agent, TestLeaf caller, int status, String check) {
    assertThatThrownBy(() -> call(agent, caller))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.type().status()).isEqualTo(status));
    assertThat(log).anyMatch(line -> line.contains("check=" + check + " "));
  }

  @Test
  void servesCallersOfBothIssuersAndRefusesARevokedOne() throws Exception {
    TestLeaf dismissed = ca.agent("dismissed", "x@1");
    publish(ca.crl(1, dismissed.certificate()).getEncoded());
    try (AgentRuntime agent = agent()) {
      assertThat(call(agent, node)).isNotNull();
      assertThat(call(agent, other)).isNotNull();
      refuses(agent, dismissed, 401, "peer-revoked");
    }
  }

  @Test
  void refusesCallersOfARevokedIssuer() throws Exception {
    plain.onBytes("/crl/root.crl", ca.rootCrl(1, ca.issuing()).getEncoded());
    plain.onBytes("/crl/operators.crl", ca.operatorCrl(1).getEncoded());
    plain.onBytes("/crl/issuing.crl", ca.crl(1).getEncoded());
    try (AgentRuntime agent = agent()) {
      refuses(agent, other, 401, "own-credential-revoked");
    }
  }

  @Test
  void stopsAnsweringWhenItsOwnCredentialIsRevoked() throws Exception {
    publish(ca.crl(1, self.certificate()).getEncoded());
    try (AgentRuntime agent = agent()) {
      refuses(agent, node, 401, "own-credential-revoked");
    }
  }

  @Test
  void stopsAnsweringWhenItsOwnCredentialHasEnded() throws Exception {
    publish(ca.crl(1).getEncoded());
    self = ca.expiredAgent("counter", "count@1");
    try (AgentRuntime agent = agent()) {
      refuses(agent, node, 401, "own-credential-expired");
    }
  }

  /** A status that is not known refuses; the caller may try again later. */
  @Test
  void refusesWhileTheStatusIsNotKnown() throws Exception {
    plain.onBytes("/crl/root.crl", ca.rootCrl(1).getEncoded());
    plain.onBytes("/crl/issuing.crl", ca.crl(1).getEncoded());
    try (AgentRuntime agent = agent()) {
      refuses(agent, node, 503, "peer-status-stale");
      assertThat(log).anyMatch(line -> line.startsWith("crl=not-renewed address=" + plain.uri()));
    }
  }

  @Test
  void refusesWhileItsOwnStatusIsNotKnown() throws Exception {
    plain.onBytes("/crl/operators.crl", ca.operatorCrl(1).getEncoded());
    try (AgentRuntime agent = agent()) {
      refuses(agent, node, 503, "own-credential-status-stale");
    }
  }
}
