package org.bailiwick.ars.search;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.bailiwick.ars.records.AgentRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * A measurement, which runs only with {@code -Dmeasurement=true}, on H2: how much processor time an
 * index of 100,000 agents takes, and a search in it.
 */
@EnabledIfSystemProperty(named = "measurement", matches = "true")
class SearchMeasurementTest {
  private static final int AGENTS = 100_000;
  private static final int SEARCHES = 2000;
  private static final int KINDS = 1000;

  @Test
  void oneHundredThousandAgents(@TempDir Path folder) {
    try (TestSearch search = new TestSearch(folder)) {
      AgentRecord first = search.list("1", "worker", "a.b@1", "c.d@2?e=f");
      search.registry.multiply(first, AGENTS - 1);
      // A hundred agents for each of a thousand capabilities.
      String number = "mod(cast(substring(agent_id, 40, 6) as int), " + KINDS + ")";
      search.registry.run(
          "update agent_capability set kind = 'x.k' || "
              + number
              + " || '@1', capability = 'x.k'"
              + " || "
              + number
              + " || '@1' where kind = 'a.b@1' and agent_id like '%0190a001%'");
      long begun = spent();
      search.follow();
      report("index in ms", (spent() - begun) / 1_000_000);
      for (String body :
          List.of(
              "{\"capabilities\":[{\"name\":\"x.k%d\"}]}",
              "{\"capabilities\":[{\"name\":\"x.k%d\",\"versions\":\"1\"}],\"page_size\":1}",
              "{\"text\":\"k%d\"}",
              "{\"capabilities\":[{\"name\":\"c.d\",\"versions\":\"2\",\"parameters\":{\"e\":\"f\"}}]}")) {
        measure(search, body);
      }
    }
  }

  private static void measure(TestSearch search, String body) {
    List<Long> times = new ArrayList<>();
    int searches = body.contains("%d") ? SEARCHES : SEARCHES / 20;
    for (int i = 0; i < searches; i++) {
      long begun = spent();
      int hits = search.search(body.formatted(i % KINDS)).hits().size();
      times.add((spent() - begun) / 1000);
      assertThat(hits).isPositive();
    }
    Collections.sort(times.subList(searches / 2, searches));
    List<Long> warm = times.subList(searches / 2, searches);
    report(body + " median, p99 in microseconds", warm.get(warm.size() / 2));
    report("", warm.get(warm.size() * 99 / 100));
  }

  /** Processor time of this thread, which other work on the machine does not lengthen. */
  private static long spent() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void report(String what, long figure) {
    System.out.println("measured: " + what + ": " + figure);
  }
}
