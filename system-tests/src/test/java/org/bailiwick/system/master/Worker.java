package org.bailiwick.system.master;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.system.Call;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.bailiwick.system.enrolment.Enrolment;
import org.bailiwick.system.registry.Claim;

/** An agent by Python's standard library, as a process of its own that a test may kill. */
final class Worker implements AutoCloseable {
  private static final Path PROGRAM =
      Path.of(System.getProperty("bailiwick.root"), "system-tests/src/test/python/worker.py");

  private final Path files;
  private final int port;
  private Process process;

  private Worker(Path files, int port) {
    this.files = files;
    this.port = port;
  }

  /** Enrols and registers an agent with these capabilities, and starts it. */
  static Worker listed(Nodes nodes, Wire wire, Path folder, String... capabilities)
      throws IOException {
    int port = Nodes.freePort();
    Enrolment enrolment = new Enrolment(nodes, wire).capabilities(capabilities);
    enrolment.statement().claim("locator", "https://127.0.0.1:" + port + "/work");
    TestLeaf leaf = enrolment.granted();
    Worker worker = new Worker(leaf.writeTo(folder), port);
    worker.start();
    wire.send(Call.post(nodes.registry("/v1/agents"), Claim.of(leaf).build().toString()).as(leaf))
        .expecting(201);
    return worker;
  }

  /** Starts it, or starts it again. */
  void start() throws IOException {
    process =
        new ProcessBuilder(
                "python3",
                PROGRAM.toString(),
                String.valueOf(port),
                files.resolve("chain.pem").toString(),
                files.resolve("key.pem").toString(),
                files.toString())
            .redirectErrorStream(true)
            .redirectOutput(files.resolve("worker.log").toFile())
            .start();
    await("worker").atMost(Duration.ofSeconds(30)).until(this::listens);
  }

  private boolean listens() {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException notYet) {
      return false;
    }
  }

  /** Has it answer orders of this capability with this output. */
  void does(String capability, String output) throws IOException {
    Files.writeString(files.resolve(capability), output);
  }

  /** Has it answer no other order from now on. */
  void holds() throws IOException {
    Files.writeString(files.resolve("hold"), "");
  }

  /** The orders of a job in the order in which they came, each the step and its capability. */
  List<String> orders(String job) throws IOException {
    Path orders = files.resolve("orders");
    return Files.exists(orders)
        ? Files.readAllLines(orders).stream()
            .filter(line -> line.startsWith(job + "/"))
            .map(line -> line.substring(job.length() + 1))
            .toList()
        : List.of();
  }

  /** Ends it without notice, with the connections on which callers wait. */
  void kill() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    kill();
  }
}
