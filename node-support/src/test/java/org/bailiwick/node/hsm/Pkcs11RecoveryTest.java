package org.bailiwick.node.hsm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bailiwick.contract.testing.PausedProcess;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * SoftHSM2 behind pkcs11-daemon, as a stand-in for a network HSM: it dies, it hangs, it comes back,
 * and the signing process goes on without a restart. Needs Debian's pkcs11-daemon and
 * libpkcs11-proxy0.
 */
class Pkcs11RecoveryTest {

  private static final Path DAEMON = Path.of("/usr/bin/pkcs11-daemon");
  private static final Path PROXY = Path.of("/usr/lib/libpkcs11-proxy.so");

  /** Ten times a bound where other tests are at work: everywhere but in the long run. */
  private static final int BUSY_TIMES = Boolean.getBoolean("system.bounds") ? 1 : 10;

  /** Longest answer: session wait and call timeout of {@link SigningLoop}, and some scheduling. */
  private static final long BOUND_MILLIS = 2_000L * BUSY_TIMES;

  /** From the daemon's return on, to the first signature. */
  private static final Duration AGAIN_WITHIN = Duration.ofSeconds(5).multipliedBy(BUSY_TIMES);

  @TempDir private Path temporary;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private int port;
  private Relay wire;
  private Process daemon;
  private Process signer;

  @BeforeEach
  void start() throws Exception {
    assertThat(DAEMON).exists();
    assertThat(PROXY).exists();
    SoftHsm.Token token = SoftHsm.freshToken();
    try (Pkcs11Token direct = Pkcs11Token.open(token.settings())) {
      direct.generate("issuing-1", KeyShape.EC_P256);
    }
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    daemon = startDaemon();
    wire = new Relay(port);
    Path configuration = temporary.resolve("proxy.cfg");
    Files.writeString(
        configuration,
        Files.readString(token.configuration())
            .replace(SoftHsm.library().toString(), PROXY.toString()));
    signer = startSigner(configuration, token.pinFile());
    awaitGood(5);
  }

  @AfterEach
  void stop() {
    for (Process process : new Process[] {signer, daemon}) {
      if (process != null) {
        process.destroyForcibly();
      }
    }
    if (wire != null) {
      wire.close();
    }
  }

  @Test
  void signsAgainSecondsAfterTheDaemonWasKilledAndRestarted() throws Exception {
    daemon.destroyForcibly().waitFor();
    awaitRefused(5);
    daemon = startDaemon();
    long began = System.nanoTime();
    awaitGood(1);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(AGAIN_WITHIN);
    lines.clear();
    awaitGood(50);
    assertThat(lines).allMatch(line -> line.startsWith("good"));
  }

  @Test
  void answersInBoundedTimeWhileTheDaemonHangs() throws Exception {
    PausedProcess.suspend(daemon);
    awaitRefused(6);
    PausedProcess.resume(daemon);
    awaitGood(50);
    assertThat(signer.isAlive()).isTrue();
  }

  /** The calls of before never return; a device that the network lost, and that is back. */
  @Test
  void signsAgainThoughEveryCallOfBeforeHangsForGood() throws Exception {
    wire.fallSilent();
    awaitRefused(8);
    wire.speakAgain();
    awaitGood(1);
    lines.clear();
    awaitGood(50);
    assertThat(lines).allMatch(line -> line.startsWith("good"));
  }

  /** Also when what hangs is a login, which all others wait for. */
  @Test
  void signsAgainThoughTheLoginHangsForGood() throws Exception {
    daemon.destroyForcibly().waitFor();
    awaitRefused(2);
    wire.fallSilent();
    awaitRefused(8);
    daemon = startDaemon();
    wire.speakAgain();
    awaitGood(50);
  }

  private void awaitGood(int count) {
    lines.clear();
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> lines.stream().filter(line -> line.startsWith("good")).count() >= count);
  }

  /** Each refusal is a problem, and comes in bounded time; how long so many take is no claim. */
  private void awaitRefused(int count) {
    lines.clear();
    await()
        .atMost(Duration.ofMinutes(1))
        .until(
            () ->
                lines.stream().filter(line -> line.startsWith("signer-unavailable")).count()
                    >= count);
    assertThat(lines)
        .allMatch(line -> Long.parseLong(line.substring(line.indexOf(' ') + 1)) < BOUND_MILLIS);
  }

  private Process startDaemon() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(DAEMON.toString(), SoftHsm.library().toString())
            .redirectErrorStream(true)
            .redirectOutput(temporary.resolve("daemon.log").toFile());
    builder.environment().put("PKCS11_DAEMON_SOCKET", "tcp://127.0.0.1:" + port);
    Process process = builder.start();
    await().atMost(Duration.ofSeconds(10)).until(this::listening);
    return process;
  }

  private boolean listening() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  private Process startSigner(Path configuration, Path pinFile) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                SigningLoop.class.getName(),
                configuration.toString(),
                pinFile.toString(),
                "issuing-1")
            .redirectError(temporary.resolve("signer.log").toFile());
    builder.environment().put("PKCS11_PROXY_SOCKET", "tcp://127.0.0.1:" + wire.port());
    Process process = builder.start();
    Thread reader =
        new Thread(
            () -> {
              try (BufferedReader output =
                  new BufferedReader(
                      new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
                output.lines().forEach(lines::add);
              } catch (IOException e) {
                lines.add("ended 0");
              }
            });
    reader.setDaemon(true);
    reader.start();
    return process;
  }
}
