package org.bailiwick.node.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.WeakReference;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.testing.TestCa;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.node.outbound.PeerConnections.Callee;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeerConnectionsTest {
  private final TestCa ca = TestCa.create("bailiwick.example");

  /**
   * A node gives connections up when it renews its certificate and when a peer is revoked, and an
   * application server undeploys it. What stayed would keep a thread, sockets and the application.
   */
  @Test
  void connectionsThatAreGivenUpLeaveMemory(@TempDir Path folder) throws Exception {
    TestLeaf node = ca.node("domain");
    Files.writeString(folder.resolve("client.pem"), Pem.of(node.chain()));
    Files.writeString(folder.resolve("client.key"), Pem.of(node.key()));
    WeakReference<HttpClient> client = new WeakReference<>(connections(folder).client());
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(client.get()).isNull();
            });
  }

  private PeerConnections connections(Path folder) throws Exception {
    return new PeerConnections(
        BoundedExchange.client(Duration.ofSeconds(1)),
        ClientIdentity.read(folder).keyManager(),
        () -> Set.of(ca.root()),
        certificate -> true,
        new Callee(SpiffeId.parse("spiffe://bailiwick.example/node/domain"), Optional.empty()));
  }
}
