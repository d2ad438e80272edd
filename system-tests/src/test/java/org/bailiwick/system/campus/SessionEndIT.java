package org.bailiwick.system.campus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.bailiwick.system.AgentFolder;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.OperatorCommand;
import org.bailiwick.system.campus.CoaSwitch.Asked;
import org.bailiwick.system.campus.Supplicant.Attempt;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code ./bailiwick campus watch} has a switch end the session of a machine that is revoked (RFC
 * 5176), through its own death and the switch's absence. The switch is FreeRADIUS.
 */
class SessionEndIT {
  private static final Logger LOG = System.getLogger(SessionEndIT.class.getName());
  private static final Duration SETTLED = Duration.ofSeconds(2);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir private static Path temp;
  private static Nodes nodes;
  private static CampusCredentials credentials;
  private static RadiusServer server;
  private static CoaSwitch coa;

  private WatchProcess watch;

  @BeforeAll
  static void start() throws Exception {
    nodes = Nodes.running();
    credentials = new CampusCredentials(nodes, temp);
    credentials.profile("radius", "service", "PT24H", "");
    credentials.profile("camera", "device", "PT1H", "");
    Thread.sleep(SETTLED); // files of operators count within a second
    AgentFolder radius = credentials.enrolled("service", "radius", unique("radius"));
    server = new RadiusServer(nodes, temp.resolve("raddb"), radius.path());
    server.start();
    coa = new CoaSwitch(temp.resolve("switch"), server);
  }

  @AfterAll
  static void stop() throws Exception {
    if (server != null) {
      server.stop();
    }
    for (String each : List.of("radius", "camera")) {
      Files.deleteIfExists(nodes.home().resolve("authority/profiles/campus-" + each + ".json"));
    }
  }

  @BeforeEach
  void startWatch() throws IOException {
    coa.start();
    watch = WatchProcess.start(nodes, server, temp);
  }

  @AfterEach
  void stopWatch() throws InterruptedException {
    watch.kill();
    coa.stop();
  }

  private static String unique(String name) {
    return name + "-" + UUID.randomUUID().toString().substring(0, 8);
  }

  /** A machine that was admitted at this station. */
  private static AgentFolder admitted(String station) throws IOException {
    AgentFolder machine = credentials.enrolled("device", "camera", unique("camera"));
    Attempt attempt = attempt(machine, station);
    assertThat(attempt.admitted()).as(attempt.output() + server.log()).isTrue();
    return machine;
  }

  private static Attempt attempt(AgentFolder machine, String station) throws IOException {
    return new Supplicant(nodes, server, temp)
        .expecting("")
        .attempt(machine.path(), "-M", station.replace('-', ':'));
  }

  private static String name(AgentFolder machine) {
    return "spiffe://bailiwick.example/device/" + machine.path().getParent().getFileName();
  }

  @Test
  void aRevokedMachineIsTakenOffItsPort() throws Exception {
    String station = "02-00-00-00-00-01";
    AgentFolder lost = admitted(station);
    AgentFolder other = admitted("02-00-00-00-00-02");
    credentials.revoke(lost);
    long revoked = System.nanoTime();
    await("Disconnect-Request").atMost(PATIENCE).until(() -> !coa.asked(station).isEmpty());
    LOG.log(
        Level.INFO,
        "the switch was asked {0} after the revocation was answered",
        Duration.ofNanos(System.nanoTime() - revoked));
    Asked asked = coa.asked(station).getFirst();
    assertThat(asked.type()).isEqualTo("Disconnect-Request");
    assertThat(asked.name()).isEqualTo(name(lost));
    assertThat(asked.nas()).isEqualTo("127.0.0.1");
    assertThat(Instant.ofEpochSecond(Long.parseLong(asked.time())))
        .isBetween(Instant.now().minusSeconds(60), Instant.now());
    watch.awaitLine("session=ended reason=revoked name=" + name(lost));
    assertThat(attempt(lost, station).admitted()).isFalse();

    watch.kill();
    watch = WatchProcess.start(nodes, server, temp);
    assertThat(watch.log()).contains("watching sessions=1\n"); // of the other machine
    AgentFolder next = admitted("02-00-00-00-00-03");
    credentials.revoke(next);
    watch.awaitLine("session=ended reason=revoked name=" + name(next));
    assertThat(coa.asked(station)).hasSize(1);
    assertThat(coa.asked("02-00-00-00-00-02")).isEmpty();
    assertThat(watch.log()).doesNotContain(name(other), server.secret());
  }

  @Test
  void aSwitchThatWasAwayIsAskedWhenItIsBackAlsoByAnotherProcess() throws Exception {
    String station = "02-00-00-00-00-04";
    AgentFolder lost = admitted(station);
    coa.stop();
    credentials.revoke(lost);
    watch.awaitLine("session=silent reason=revoked name=" + name(lost));
    watch.kill();
    coa.start();
    watch = WatchProcess.start(nodes, server, temp);
    watch.awaitLine("session=ended reason=revoked name=" + name(lost));
    assertThat(coa.asked(station)).hasSize(1);
  }

  @Test
  void aSessionThatTheSwitchDoesNotHaveIsOver() throws Exception {
    String station = "0A-00-00-00-00-01";
    AgentFolder lost = admitted(station);
    credentials.revoke(lost);
    watch.awaitLine("session=absent reason=revoked name=" + name(lost));
    assertThat(coa.asked(station)).extracting(Asked::name).containsExactly(name(lost), "");
  }

  @Test
  void nobodyIsAdmittedWhoIsNotInTheJournal() throws Exception {
    Path journal = server.folder().resolve("log/sessions");
    AgentFolder machine = admitted("02-00-00-00-00-05");
    Files.move(journal, journal.resolveSibling("moved"));
    Files.writeString(journal, "in the way");
    try {
      assertThat(attempt(machine, "02-00-00-00-00-05").admitted()).isFalse();
      assertThat(server.log()).contains("no-journal: this session could not be written down");
      watch.awaitLine("journal=unreadable");
    } finally {
      Files.delete(journal);
      Files.move(journal.resolveSibling("moved"), journal);
    }
    assertThat(attempt(machine, "02-00-00-00-00-05").admitted()).isTrue();
    watch.awaitLine("journal=again-good");
    credentials.revoke(machine);
    watch.awaitLine("session=ended reason=revoked name=" + name(machine));
  }

  @Test
  void onlyOneWatches() throws Exception {
    Path notes = server.folder().resolve("log/disconnects.tsv");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(notes)))
        .isEqualTo("rw-------");
    assertThat(
            OperatorCommand.run(
                nodes, 1, "campus", "watch", "--folder", server.folder().toString()))
        .contains("Another campus watch runs");
  }
}
