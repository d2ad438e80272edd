package org.bailiwick.system.survival;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bailiwick.contract.testing.PausedProcess;
import org.bailiwick.system.Nodes;

/**
 * SoftHSM2 behind Debian's pkcs11-daemon, as a stand-in for a network HSM that dies and hangs. The
 * authority reaches it through libpkcs11-proxy0, by its configuration and nothing else.
 */
final class HsmDaemon implements AutoCloseable {
  private static final Path PROGRAM = Path.of("/usr/bin/pkcs11-daemon");
  private static final Path PROXY = Path.of("/usr/lib/libpkcs11-proxy.so");
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Nodes nodes;
  private final Path configuration;
  private final Path pools;
  private final String direct;
  private final String manyConnections;
  private final String socket;
  private Process process;

  /** False while the test wants no daemon. */
  private boolean wanted;

  private HsmDaemon(Nodes nodes, int port) {
    this.nodes = nodes;
    this.configuration = nodes.home().resolve("hsm/authority.cfg");
    this.direct = Nodes.read(configuration);
    this.pools = nodes.home().resolve("authority/pools.asadmin");
    this.manyConnections = Nodes.read(pools);
    this.socket = "tcp://127.0.0.1:" + port;
  }

  /** Starts the daemon, and the authority anew behind it with so many database connections. */
  static HsmDaemon inFrontOf(Nodes nodes, int connections) {
    for (Path needed : List.of(PROGRAM, PROXY)) {
      if (!Files.exists(needed)) {
        throw new IllegalStateException(needed + " is missing: ./bailiwick test installs it");
      }
    }
    HsmDaemon daemon = new HsmDaemon(nodes, Nodes.freePort());
    daemon.start();
    write(
        daemon.configuration,
        daemon.direct.replaceFirst("(?m)^library = .*$", "library = " + PROXY));
    write(
        daemon.pools,
        daemon.manyConnections.replaceAll("maxpoolsize=\\d+", "maxpoolsize=" + connections));
    nodes.kill("authority");
    nodes.restart(Map.of("PKCS11_PROXY_SOCKET", daemon.socket));
    return daemon;
  }

  void start() {
    Process started = launch();
    // A thread of its own: the JDK's common pool has one, and there the exits of processes are
    // told.
    Thread.startVirtualThread(() -> watch(started));
    await("daemon listens").atMost(PATIENCE).until(this::isListening);
  }

  private synchronized Process launch() {
    wanted = true;
    ProcessBuilder builder =
        new ProcessBuilder(PROGRAM.toString(), library())
            .redirectErrorStream(true)
            .redirectOutput(nodes.home().resolve("logs/pkcs11-daemon.out").toFile());
    builder.environment().put("PKCS11_DAEMON_SOCKET", socket);
    builder
        .environment()
        .put("SOFTHSM2_CONF", nodes.home().resolve("hsm/softhsm2.conf").toString());
    try {
      process = builder.start();
      return process;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Debian's daemon ends by a fault of its own now and then, when many calls come at once. */
  private void watch(Process running) {
    running.onExit().join();
    successorOf(running).ifPresent(this::watch);
  }

  /** None of a daemon that was killed, also when another one runs in its place by now. */
  private synchronized Optional<Process> successorOf(Process ended) {
    return wanted && process == ended ? Optional.of(launch()) : Optional.empty();
  }

  void kill() {
    Process killed = unwanted();
    killed.destroyForcibly();
    killed.onExit().join();
  }

  private synchronized Process unwanted() {
    wanted = false;
    return process;
  }

  void suspend() {
    PausedProcess.suspend(current());
  }

  void resume() {
    PausedProcess.resume(current());
  }

  private synchronized Process current() {
    return process;
  }

  /** The authority on its token again as it was, without the daemon. */
  @Override
  public void close() {
    write(configuration, direct);
    write(pools, manyConnections);
    nodes.kill("authority");
    kill();
    nodes.restart();
  }

  private boolean isListening() {
    try (Socket probe = new Socket()) {
      int port = Integer.parseInt(socket.substring(socket.lastIndexOf(':') + 1));
      probe.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private String library() {
    return direct
        .lines()
        .filter(line -> line.startsWith("library = "))
        .map(line -> line.substring("library = ".length()))
        .findFirst()
        .orElseThrow();
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
