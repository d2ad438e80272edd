package org.bailiwick.system.survival;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.PostgresServer;
import org.bailiwick.system.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * PostgreSQL goes away under load and comes back. Meanwhile both nodes say so in problem documents;
 * afterwards they serve again, without a person's doing, and nothing that was answered is lost.
 */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatabaseOutageIT {
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  /** Longer than the runtime role may stand still in a transaction, and than a job's lease. */
  private static final Duration AWAY = Duration.ofSeconds(45);

  private static final int LINES = 20;

  private Nodes nodes;
  private Wire wire;

  /** The way in which the server stops and returns. */
  enum Outage {
    KILLED,
    PAUSED;

    void begin(PostgresServer server) {
      if (this == KILLED) {
        server.kill();
      } else {
        server.pause();
      }
    }

    void end(PostgresServer server) {
      if (this == KILLED) {
        server.startAgain();
      } else {
        server.resume();
      }
    }
  }

  @BeforeAll
  void start() {
    nodes = Nodes.own("database-outage", "postgresql", home -> {});
    wire = new Wire(nodes.root());
  }

  @AfterAll
  void stop() {
    nodes.stop();
  }

  @ParameterizedTest
  @EnumSource(Outage.class)
  void bothNodesServeAgainAndNothingIsLost(Outage outage) throws InterruptedException {
    try (Crew crew = Crew.atWork(nodes, wire)) {
      EnrolmentLoad enrolments = new EnrolmentLoad(nodes, wire);
      JobLoad jobs = new JobLoad(nodes, wire, LINES);
      enrolments.start();
      jobs.start();
      enrolments.awaitMore();
      jobs.awaitMore();

      outage.begin(nodes.postgresql());
      try {
        Thread.sleep(AWAY);
        Unavailable.require(nodes, wire, "authority", PATIENCE);
        Unavailable.require(nodes, wire, "domain", PATIENCE);
      } finally {
        outage.end(nodes.postgresql());
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
}
