package org.bailiwick.system.campus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.status.Tool;

/** FreeRADIUS as {@code ./bailiwick campus setup} configures it, at a port of the test's own. */
final class RadiusServer {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String ACCOUNT = "nobody";
  private static final int SECRET_OCTETS = 24;

  private final Nodes nodes;
  private final Path folder;
  private final Path credential;
  private final List<String> more;
  private final int port = Nodes.freePort();
  private final int switchPort = Nodes.freePort();
  private final String secret;
  private Process process;

  /**
   * Writes its configuration.
   *
   * @param folder one that is not there
   * @param credential the folder of a service's credential
   * @param more further options of setup
   */
  RadiusServer(Nodes nodes, Path folder, Path credential, String... more) throws IOException {
    byte[] random = new byte[SECRET_OCTETS];
    new SecureRandom().nextBytes(random);
    this.nodes = nodes;
    this.folder = folder;
    this.credential = credential;
    this.more = List.of(more);
    this.secret = HexFormat.of().formatHex(random);
    Path clients =
        Files.createFile(
            folder.resolveSibling(folder.getFileName() + ".clients"),
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(
        clients,
        "switch-1 127.0.0.1 %s %d\n".formatted(secret, switchPort),
        StandardOpenOption.WRITE);
    assertThat(setup(0, clients)).contains("The configuration is in " + folder, "1 clients");
  }

  /** Gives the command once more; what it printed. */
  String setupAgain() {
    return setup(1, folder.resolveSibling(folder.getFileName() + ".clients"));
  }

  private String setup(int exit, Path clients) {
    List<String> line = new ArrayList<>(List.of("campus", "setup", "--folder", folder.toString()));
    line.addAll(List.of("--credential", credential.toString(), "--clients", clients.toString()));
    line.addAll(List.of("--port", Integer.toString(port)));
    line.addAll(more);
    return OperatorCommand.run(nodes, exit, line.toArray(String[]::new));
  }

  /** What {@code campus check} prints, which must end so. */
  String check(int exit) {
    return OperatorCommand.run(nodes, exit, "campus", "check", "--folder", folder.toString());
  }

  /** Trusts this root too, as no operator would. */
  void trust(String root) throws IOException {
    Files.writeString(folder.resolve("anchors.pem"), root, StandardOpenOption.APPEND);
  }

  /** Starts it, never as root, and returns when it listens. */
  void start() throws IOException {
    process = freeRadius(folder, List.of(credential));
    await("FreeRADIUS")
        .atMost(SOON)
        .until(() -> !process.isAlive() || log().contains("Ready to process requests"));
    assertThat(process.isAlive()).as(log()).isTrue();
  }

  /** FreeRADIUS with the configuration of this folder, never as root. */
  static Process freeRadius(Path folder, List<Path> read) throws IOException {
    List<String> command = new ArrayList<>();
    if (ProcessHandle.current().info().user().orElse("").equals("root")) {
      for (Path each : Stream.concat(Stream.of(folder), read.stream()).toList()) {
        assertThat(Tool.run("chown", "-R", ACCOUNT, each.toString()).exit()).isZero();
      }
      command.addAll(List.of("setpriv", "--reuid", ACCOUNT, "--clear-groups"));
    }
    command.addAll(List.of("/usr/sbin/freeradius", "-f", "-d", folder.toString(), "-n", "radiusd"));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolveSibling(folder.getFileName() + ".out").toFile())
        .start();
  }

  void stop() throws InterruptedException {
    if (process != null) {
      process.destroy();
      process.waitFor();
    }
  }

  int port() {
    return port;
  }

  /** Where its switch takes Disconnect-Requests. */
  int switchPort() {
    return switchPort;
  }

  String secret() {
    return secret;
  }

  Path folder() {
    return folder;
  }

  /** Its log, and what it printed before it had one. */
  String log() {
    Path log = folder.resolve("log/radius.log");
    return Files.exists(log)
        ? Nodes.read(log)
        : Nodes.read(folder.resolveSibling(folder.getFileName() + ".out"));
  }
}
