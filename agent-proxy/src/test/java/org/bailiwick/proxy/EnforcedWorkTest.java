package org.bailiwick.proxy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.jaxrs.EnforcementOptions;
import org.bailiwick.proxy.rules.EnforcementRules;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The proxy asks before its agent calls another one, and is closed (threat 61). */
class EnforcedWorkTest {
  private static final SpiffeId CALLEE = SpiffeId.parse("spiffe://bailiwick.example/agent/b");

  @TempDir private Path temp;
  private final List<String> asked = new CopyOnWriteArrayList<>();
  private volatile String answer = "{\"decision\": true}";
  private HttpServer point;
  private CredentialFolder folder;

  @BeforeEach
  void start() throws IOException {
    TestLeaf leaf = TestCa.create("bailiwick.example").agent("a", "a.b@1");
    folder = CredentialFolder.at(temp.resolve("agent"));
    folder.write(leaf.key(), leaf.chain());
    point = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    point.createContext(
        "/agents/access/v1/evaluation",
        exchange -> {
          asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          byte[] octets = answer.getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, octets.length);
          exchange.getResponseBody().write(octets);
          exchange.close();
        });
    point.start();
  }

  @AfterEach
  void stop() {
    point.stop(0);
  }

  private void call() {
    URI url = URI.create("http://127.0.0.1:" + point.getAddress().getPort());
    EnforcementRules rules = new EnforcementRules(new EnforcementOptions(url, "agents"));
    new EnforcedWork(folder, Optional.of(rules)).requireCall(CALLEE, Capability.parse("a.b@1"));
  }

  private String refusal() {
    return catchThrowableOfType(ProblemException.class, this::call).check();
  }

  @Test
  void itAsksAboutTheAgentAndTheCallee() {
    call();
    assertThat(asked)
        .containsExactly(
            "{\"subject\":{\"type\":\"Agent\",\"id\":\"spiffe://bailiwick.example/agent/a\"},"
                + "\"action\":{\"name\":\"call\"},"
                + "\"resource\":{\"type\":\"Agent\",\"id\":\"spiffe://bailiwick.example/agent/b\"},"
                + "\"context\":{\"capability\":\"a.b@1\"}}");
  }

  @Test
  void aDenialAndAnythingElseThanAnAnswerRefuse() {
    answer = "{\"decision\": false}";
    assertThat(refusal()).isEqualTo("enforcement-point-denies");
    answer = "{}";
    assertThat(refusal()).isEqualTo("enforcement-point-not-reached");
    point.stop(0);
    assertThat(refusal()).isEqualTo("enforcement-point-not-reached");
  }

  @Test
  void withoutRulesNobodyIsAsked() {
    new EnforcedWork(folder, Optional.empty()).requireCall(CALLEE, Capability.parse("a.b@1"));
    assertThat(asked).isEmpty();
  }
}
