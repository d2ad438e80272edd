package org.bailiwick.system.survival;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.bailiwick.system.Nodes;
import org.bailiwick.system.Wire;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The clock of a running domain node jumps and is set right: it works again by itself, and the
 * agents of before are listed still. For a moment it takes what it heard at another time for stale,
 * and refuses.
 */
@Tag("long")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DomainClockJumpIT {
  private static final int LINES = 20;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** Longer than the pauses of sweeps and of news from authority and registry. */
  private static final Duration WRONG = Duration.ofSeconds(20);

  @TempDir private static Path folder;
  private Nodes nodes;
  private Wire wire;
  private ShiftedClock clock;
  private Crew crew;

  @BeforeAll
  void start() throws Exception {
    nodes = Nodes.own("domain-clock", "h2", home -> {});
    wire = new Wire(nodes.root());
    clock = ShiftedClock.in(folder);
    nodes.kill("domain");
    nodes.restart(clock.environment());
    crew = Crew.atWork(nodes, wire);
  }

  @AfterAll
  void stop() {
    crew.close();
    nodes.stop();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT4M", "PT-4M", "PT1H", "PT-1H", "P30D", "P-30D"})
  void worksAgainWithTheSameAgents(String jump) throws IOException, InterruptedException {
    clock.shiftTo(Duration.parse(jump));
    Thread.sleep(WRONG);
    clock.shiftTo(Duration.ZERO);
    await("work goes on").atMost(PATIENCE).until(this::isJobDone);
    JobLoad jobs = new JobLoad(nodes, wire, LINES);
    jobs.post();
    jobs.requireAllDone();
  }

  private boolean isJobDone() {
    JobLoad jobs = new JobLoad(nodes, wire, LINES);
    String job = jobs.post();
    return await("end of job " + job)
        .atMost(PATIENCE)
        .until(() -> jobs.read(job).getString("state"), state -> !state.equals("running"))
        .equals("done");
  }
}
