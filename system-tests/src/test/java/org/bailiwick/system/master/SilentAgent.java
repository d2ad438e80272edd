package org.bailiwick.system.master;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Call;
import org.bailiwick.system.ListedAgents;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.registry.Claim;

/**
 * The one agent for a capability: {@code openssl s_server}, which reads orders and never answers.
 */
final class SilentAgent implements AutoCloseable {
  private static final Pattern TXN_TOKEN = Pattern.compile("(?mi)^Txn-Token: (\\S+)");

  private final TestLeaf leaf;
  private final Path received;
  private final Process process;

  private SilentAgent(TestLeaf leaf, Path received, Process process) {
    this.leaf = leaf;
    this.received = received;
    this.process = process;
  }

  static SilentAgent start(Nodes nodes, Wire wire, Path folder, String capability)
      throws IOException {
    ListedAgents.dismiss(nodes, wire);
    int port = Nodes.freePort();
    Enrolment enrolment = new Enrolment(nodes, wire).capabilities(capability);
    enrolment.statement().claim("locator", "https://127.0.0.1:" + port + "/work");
    TestLeaf leaf = enrolment.granted();
    Path files = leaf.writeTo(folder.resolve("agent-files"));
    Path received = folder.resolve("s_server.log");
    Process process =
        new ProcessBuilder(
                "openssl",
                "s_server",
                "-accept",
                "127.0.0.1:" + port,
                "-cert",
                files.resolve("chain.pem").toString(),
                "-cert_chain",
                files.resolve("chain.pem").toString(),
                "-key",
                files.resolve("key.pem").toString(),
                "-verify",
                "4",
                "-quiet")
            .redirectErrorStream(true)
            .redirectOutput(received.toFile())
            .start();
    wire.send(Call.post(nodes.registry("/v1/agents"), Claim.of(leaf).build().toString()).as(leaf))
        .expecting(201);
    return new SilentAgent(leaf, received, process);
  }

  TestLeaf leaf() {
    return leaf;
  }

  /** The Txn-Token of the first order that reached the agent. */
  String receivedToken() {
    return await("order")
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> TXN_TOKEN.matcher(Nodes.read(received)).results().toList(),
            found -> !found.isEmpty())
        .getFirst()
        .group(1);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }
}
