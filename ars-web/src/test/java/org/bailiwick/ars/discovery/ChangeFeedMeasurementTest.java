package org.bailiwick.ars.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Optional;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.ChangedAgents;
import org.bailiwick.ars.records.TestRegistry;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.node.clock.SteadyTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A measurement, which runs only with {@code -Dmeasurement=true}, on H2: how long the registry
 * takes to serve 200,000 agents in pages, and one change among them.
 * docs/decisions/0051-inventory-by-changes.md has its figures.
 */
@EnabledIfSystemProperty(named = "measurement", matches = "true")
class ChangeFeedMeasurementTest {
  private static final int AGENTS = 200_000;

  @Test
  void twoHundredThousandAgents(@TempDir Path folder) {
    try (TestRegistry registry = new TestRegistry(folder)) {
      AgentRecord first =
          registry.list("1", registry.ca.agent("worker", "a.b@1", "c.d@2?e=f", "g.h@3?i=j"));
      registry.multiply(first, AGENTS - 1);
      ChangeFeed feed =
          new ChangeFeed(
              registry.records(),
              new ChangedAgents(registry.freshReader()),
              registry.changes(),
              registry.status(),
              new SteadyTime(registry.clock, () -> 0L));
      long begun = spent();
      Optional<ChangePosition> at = Optional.empty();
      long bytes = 0;
      int agents = 0;
      do {
        ChangeFeed.Page page = feed.page(at);
        bytes += page.document().length();
        agents += StrictJson.object(page.document()).getJsonArray("agents").size();
        at = Optional.of(page.next());
      } while (feed.isBehind(at));
      report("served " + agents + " agents in ms", (spent() - begun) / 1_000_000);
      report("characters", bytes);
      assertThat(agents).isEqualTo(AGENTS);
      registry.list("2", registry.ca.agent("late", "a.b@1"));
      begun = spent();
      ChangeFeed.Page page = feed.page(at);
      report("one change among them in microseconds", (spent() - begun) / 1000);
      assertThat(StrictJson.object(page.document()).getJsonArray("agents")).hasSize(1);
    }
  }

  /** Processor time of this thread, which other work on the machine does not lengthen. */
  private static long spent() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void report(String what, long figure) {
    System.out.println("measured: " + what + ": " + figure);
  }
}
