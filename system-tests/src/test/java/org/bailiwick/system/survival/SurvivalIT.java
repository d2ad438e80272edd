package org.bailiwick.system.survival;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.json.JsonObject;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.bailiwick.system.Component;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.junit.jupiter.api.Test;

/**
 * Nodes that are killed with SIGKILL and started again keep what they answered. What is compared is
 * what clients see, and the books of the agents. {@code -Dsurvival.kills=20} for a long run.
 */
class SurvivalIT {
  private static final Logger LOG = System.getLogger(SurvivalIT.class.getName());
  private static final int KILLS = Integer.getInteger("survival.kills", 1);
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
      Map<String, JsonObject> before =
          await("booking is running")
              .atMost(Duration.ofMinutes(1))
              .until(
                  () -> steps(jobs.read(job)),
                  steps -> steps.get("booking").getString("state").equals("running"));
      nodes.kill("domain");
      crew.agent("ledger-writer").resume();
      nodes.restart();

      requireDoneOnce(List.of(jobs), crew);
      Map<String, JsonObject> after = steps(jobs.read(job));
      for (String finished : List.of("invoices", "rates")) {
        assertThat(after).containsEntry(finished, before.get(finished));
      }
      // The interrupted attempt is on record, and the one that took its place was counted after it.
      assertThat(after.get("booking").getInt("attempts"))
          .isGreaterThan(before.get("booking").getInt("attempts"));
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
        nodes.restart();
        load.awaitMore();
        load.end();
        report("domain", rounds, "jobs accepted");
      }
      requireDoneOnce(rounds, crew);
    }
    requireChain(Component.MASTER);
    requireChain(Component.ARS);
  }

  @Test
  void theAuthorityKeepsWhatItAnswered() {
    List<EnrolmentLoad> rounds = new ArrayList<>();
    for (int kill = 0; kill < KILLS; kill++) {
      EnrolmentLoad load = new EnrolmentLoad(nodes, wire);
      rounds.add(load);
      killUnder(load, "authority");
      Set<String> acknowledged = load.acknowledged();
      nodes.restart();
      load.requirePublished(acknowledged);
      load.awaitMore();
      load.end();
      load.requireSameAnswerToRepeats();
      report("authority", rounds, "certificates given out");
    }
    rounds.forEach(EnrolmentLoad::requireNothingLost);
    List<String> serials = rounds.stream().flatMap(load -> load.serials().stream()).toList();
    assertThat(serials).doesNotHaveDuplicates();
    requireChain(Component.ACA);
  }

  /** Kills the node at a random moment of the load, which goes on without it. */
  private void killUnder(Load load, String node) {
    load.start();
    load.awaitMore();
    pause(ThreadLocalRandom.current().nextInt(EARLIEST_MILLIS, LATEST_MILLIS));
    nodes.kill(node);
  }

  private static Map<String, JsonObject> steps(JsonObject job) {
    return job.getJsonArray("steps").getValuesAs(JsonObject.class).stream()
        .collect(toMap(step -> step.getString("id"), step -> step));
  }

  /** Each job has ended well and was booked once, with one receipt. */
  private static void requireDoneOnce(List<JobLoad> loads, Crew crew) {
    loads.forEach(JobLoad::requireAllDone);
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

  private static void report(String node, List<? extends Load> rounds, String what) {
    int done = rounds.stream().mapToInt(Load::done).sum();
    LOG.log(Level.INFO, "{0} killed {1} times; {2}: {3}", node, rounds.size(), what, done);
  }

  private static void pause(int millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
