package org.bailiwick.system.survival;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The file system of a node's database, a small one of its own, fills up under load to the last
 * byte, and has room again: meanwhile what needs a record is refused, afterwards it is served,
 * without a person's doing, and nothing that was answered is lost. Mounts a tmpfs, so it needs
 * root.
 */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FullDiskIT {
  private static final Duration PATIENCE = Duration.ofMinutes(2);
  private static final int LINES = 20;
  private static final int MEBI = 1 << 20;

  /** Less than this is too little for the writer (DatabaseFile). */
  private static final long RESERVE = 64L * MEBI;

  private Nodes nodes;
  private Wire wire;

  @BeforeAll
  void start() {
    nodes =
        Nodes.own(
            "full-disk",
            "h2",
            home -> {
              for (String node : List.of("authority", "domain")) {
                giveItsOwnDisk(home.resolve(node).resolve("db"));
              }
            });
    wire = new Wire(nodes.root());
  }

  @AfterAll
  void stop() throws IOException {
    nodes.stop();
    for (String node : List.of("authority", "domain")) {
      run("umount", disk(node).toString());
    }
  }

  private Path disk(String node) {
    return nodes.home().resolve(node).resolve("db");
  }

  private static void giveItsOwnDisk(Path databases) throws IOException {
    Path before = databases.resolveSibling("db-before");
    Files.move(databases, before);
    Files.createDirectory(databases);
    run("mount", "-t", "tmpfs", "-o", "size=192m,mode=0700", "tmpfs", databases.toString());
    try (Stream<Path> files = Files.list(before)) {
      for (Path file : files.toList()) {
        Files.copy(file, databases.resolve(file.getFileName()));
      }
    }
  }

  private static void run(String... command) throws IOException {
    try {
      assertThat(new ProcessBuilder(command).inheritIO().start().waitFor())
          .as(String.join(" ", command))
          .isZero();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void bothServeAgainWhenThereIsRoomAndHaveLostNothing() throws IOException {
    try (Crew crew = Crew.atWork(nodes, wire)) {
      EnrolmentLoad enrolments = new EnrolmentLoad(nodes, wire);
      JobLoad jobs = new JobLoad(nodes, wire, LINES);
      enrolments.start();
      jobs.start();
      for (String node : List.of("authority", "domain")) {
        enrolments.awaitMore();
        jobs.awaitMore();
        Path filler = disk(node).resolve("filler");
        fill(filler, RESERVE / 2);
        Unavailable.require(nodes, wire, node, PATIENCE);
        fill(filler, 0);
        Unavailable.require(nodes, wire, node, PATIENCE);
        Files.delete(filler);
      }
      enrolments.awaitMore();
      jobs.awaitMore();
      enrolments.end();
      jobs.end();
      enrolments.requireNothingLost();
      List<String> done = jobs.requireAllEnded();
      crew.stop();
      assertThat(done).isNotEmpty();
      for (String job : done) {
        assertThat(crew.bookings(job)).as("bookings of " + job).hasSize(1);
      }
    }
  }

  /** Until so little is left, as somebody else's file would. */
  private static void fill(Path filler, long left) throws IOException {
    long more = Files.getFileStore(filler.getParent()).getUsableSpace() - left;
    try (var out =
        Files.newOutputStream(filler, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      byte[] some = new byte[MEBI];
      for (long written = 0; written < more; written += MEBI) {
        out.write(some, 0, (int) Math.min(MEBI, more - written));
      }
    }
  }
}
