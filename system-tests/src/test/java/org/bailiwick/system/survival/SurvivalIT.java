package org.bailiwick.system.survival;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.bailiwick.system.Component;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.junit.jupiter.api.Test;

/**
 * A domain node that is killed with SIGKILL and started again ends what it accepted. {@code
 * -Dsurvival.kills=20} for a long run.
 */
class SurvivalIT {
  private static final int KILLS = Integer.getInteger("survival.kills", 2);
  private static final int MANY_LINES = 12_000;
  private static final int FEW_LINES = 20;
  private static final int EARLIEST_MILLIS = 500;
  private static final int LATEST_MILLIS = 5000;

  private final Nodes nodes = Nodes.running();
  private final Wire wire = new Wire(nodes.root());

  /** The ledger-writer books while the node that asked it is gone. */
  @Test
  void aJobGoesOnAfterTheDomainNodeWasKilledInItsMiddle() {
    try (Crew crew = Crew.atWork(nodes, wire)) {
      JobLoad jobs = new JobLoad(nodes, wire, MANY_LINES);
      crew.agent("ledger-writer").suspend();
      String job = jobs.post();
      await("booking is running")
          .atMost(Duration.ofMinutes(1))
          .until(() -> !Component.MASTER.column(runningBooking(job)).isEmpty());
      nodes.kill("domain");
      crew.agent("ledger-writer").resume();
      nodes.restart("domain");

      requireDoneOnce(jobs, crew);
    }
  }

  @Test
  void theDomainNodeEndsEveryJobThatItAccepted() {
    try (Crew crew = Crew.atWork(nodes, wire)) {
      List<JobLoad> rounds = new ArrayList<>();
      for (int kill = 0; kill < KILLS; kill++) {
        JobLoad load = new JobLoad(nodes, wire, FEW_LINES);
        rounds.add(load);
        killUnder(load, "domain");
      }
      requireDoneOnce(rounds, crew);
    }
    requireChain(Component.MASTER);
    requireChain(Component.ARS);
  }

  private void killUnder(Load load, String node) {
    load.start();
    await("load").atMost(Duration.ofMinutes(1)).until(() -> load.done() > 0);
    pause(ThreadLocalRandom.current().nextInt(EARLIEST_MILLIS, LATEST_MILLIS));
    nodes.kill(node);
    nodes.restart(node);
    int before = load.done();
    await("load goes on").atMost(Duration.ofMinutes(2)).until(() -> load.done() > before);
    load.end();
  }

  private static void requireDoneOnce(JobLoad jobs, Crew crew) {
    requireDoneOnce(List.of(jobs), crew);
  }

  private static void requireDoneOnce(List<JobLoad> loads, Crew crew) {
    for (JobLoad load : loads) {
      for (String job : load.accepted()) {
        JsonObject end = load.ended(job);
        assertThat(end.getString("state")).as(end.toString()).isEqualTo("done");
      }
    }
    crew.stop();
    for (JobLoad load : loads) {
      for (String job : load.accepted()) {
        List<String> bookings = crew.bookings(job);
        assertThat(bookings).as("bookings of " + job).hasSize(1);
        assertThat(crew.receipts(bookings.getFirst())).as("receipts of " + job).hasSize(1);
      }
    }
    assertThat(Component.MASTER.column(attemptAfterTheEnd())).isEmpty();
  }

  private static String runningBooking(String job) {
    return "select number from attempt where step_id = 'booking' and state = 'running' and job_id = '"
        + job
        + "'";
  }

  private static String attemptAfterTheEnd() {
    return "select a.job_id from attempt a join step s on s.job_id = a.job_id and s.step_id = a.step_id"
        + " where s.state = 'done' and a.started_at > s.ended_at";
  }

  /** Every row of the audit log follows one whose hash it names. */
  private static void requireChain(Component component) {
    assertThat(
            component.column(
                "select a.seq from audit_entry a where a.seq > 1 and not exists (select 1 from"
                    + " audit_entry b where b.chain = a.chain and b.seq = a.seq - 1"
                    + " and b.hash = a.previous_hash)"))
        .isEmpty();
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
