package org.bailiwick.system.campus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.bailiwick.system.Nodes;

/** {@code ./bailiwick campus watch} beside a RADIUS server. */
final class WatchProcess {
  private static final Duration SOON = Duration.ofSeconds(60);

  private final Process process;
  private final Path log;

  private WatchProcess(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts it, and returns when it has read CRLs and journal. */
  static WatchProcess start(Nodes nodes, RadiusServer server, Path folder) throws IOException {
    Path log = Files.createTempFile(folder, "watch", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(
                System.getProperty("bailiwick.root") + "/bailiwick",
                "campus",
                "watch",
                "--folder",
                server.folder().toString(),
                "--every",
                "1")
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    builder.environment().put("BAILIWICK_HOME", nodes.home().toString());
    builder.environment().put("BAILIWICK_BUILT", "yes");
    WatchProcess started = new WatchProcess(builder.start(), log);
    await("campus watch")
        .atMost(SOON)
        .until(() -> !started.process.isAlive() || started.log().contains("watching sessions="));
    assertThat(started.process.isAlive()).as(started.log()).isTrue();
    return started;
  }

  String log() {
    return Nodes.read(log);
  }

  /** Waits until it has said this. */
  void awaitLine(String text) {
    await(text).atMost(SOON).until(() -> log().contains(text));
  }

  /** Ends it without notice. */
  void kill() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
    process.onExit().join();
  }
}
