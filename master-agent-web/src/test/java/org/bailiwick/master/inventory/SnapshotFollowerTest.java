package org.bailiwick.master.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.contract.tls.SpiffeTrustManager;
import org.bailiwick.node.outbound.NodeHttp;
import org.bailiwick.node.outbound.NodeHttpSettings;
import org.bailiwick.node.testing.TestClock;
import org.bailiwick.node.testing.TestServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotFollowerTest {

  private static final String AGENT =
      """
      {"revision":"7","agents":[{"id":"urn:uuid:0190a000-0000-7000-8000-000000000001",
       "agent":"spiffe://bailiwick.example/agent/a","owner":"o","capabilities":["fx.rates@1"],
       "locator":"https://127.0.0.1:7001/work","validation_methods":["mtls"],"serial":"0a",
       "expires_at":"2999-01-01T00:00:00Z","state":"%s","certificate_sha256":"x"}]}""";

  @TempDir Path folder;
  private final TestClock clock = TestClock.atPresent();
  private final TestCa ca = TestCa.create("bailiwick.example", clock);
  private final AgentInventory inventory = new AgentInventory(clock, Duration.ofMinutes(5));
  private final List<String> questions = new CopyOnWriteArrayList<>();
  private volatile String answer = AGENT.formatted("listed");
  private volatile int status = 200;
  private TestServer registry;
  private NodeHttp http;
  private SnapshotFollower follower;

  @BeforeEach
  void start() throws IOException {
    TestLeaf node = ca.node("domain");
    Files.writeString(folder.resolve("client.pem"), Pem.of(node.chain()));
    Files.writeString(folder.resolve("client.key"), Pem.of(node.key()));
    http = new NodeHttp(NodeHttpSettings.of(folder), () -> Set.of(ca.root()));
    registry =
        TestServer.secured(
                ca.nodeServer("domain")
                    .tls(new SpiffeTrustManager(() -> Set.of(ca.operatorCa()), id -> true)))
            .on(
                "/ars/v1/snapshot",
                exchange -> {
                  questions.add(String.valueOf(exchange.getRequestURI().getQuery()));
                  byte[] body = answer.getBytes(StandardCharsets.UTF_8);
                  TestServer.answer(exchange, status, status == 304 ? new byte[0] : body);
                });
    follower =
        new SnapshotFollower(
            inventory,
            http,
            URI.create(registry.at("/ars").toString()),
            SpiffeId.parse("spiffe://bailiwick.example/node/domain"));
  }

  @AfterEach
  void stop() {
    http.close();
    registry.close();
  }

  @Test
  void takesASnapshotOverAndThenWaitsForTheNext() {
    assertThat(follower.poll()).isTrue();
    assertThat(inventory.isAvailable(Capability.parse("fx.rates@1"))).isTrue();
    status = 304;
    clock.move(Duration.ofMinutes(4));
    assertThat(follower.poll()).isFalse();
    clock.move(Duration.ofMinutes(4));
    assertThat(inventory.isFresh()).isTrue();
    assertThat(questions).containsExactly("null", "after=7&wait=PT20S");
  }

  @Test
  void usesNoAgentThatTheRegistryDoesNotList() {
    answer = AGENT.formatted("withdrawn");
    follower.poll();
    assertThat(inventory.isAvailable(Capability.parse("fx.rates@1"))).isFalse();
  }

  @Test
  void keepsWhatItHasWhenTheRegistryAnswersNonsense() {
    follower.poll();
    answer = "{\"revision\":\"8\",\"agents\":[{}]}";
    assertThat(follower.poll()).isFalse();
    status = 503;
    assertThat(follower.poll()).isFalse();
    assertThat(inventory.size()).isEqualTo(1);
  }
}
