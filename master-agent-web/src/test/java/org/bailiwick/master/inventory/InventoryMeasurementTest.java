package org.bailiwick.master.inventory;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import org.bailiwick.contract.capability.Capability;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A measurement, which runs only with {@code -Dmeasurement=true}: how long the inventory takes to
 * read 200,000 agents from pages, what heap they occupy, and how long a question and a change take
 * then. docs/decisions/0051-inventory-by-changes.md has its figures.
 */
@EnabledIfSystemProperty(named = "measurement", matches = "true")
class InventoryMeasurementTest {
  private static final int AGENTS = 200_000;
  private static final int PAGE = 1000;
  private static final int QUESTIONS = 100_000;

  private final AgentInventory inventory =
      new AgentInventory(Clock.systemUTC(), Duration.ofMinutes(5));

  @Test
  void twoHundredThousandAgents() {
    long before = heap();
    long begun = spent();
    for (int first = 0; first < AGENTS; first += PAGE) {
      inventory.apply(ChangesPage.read(page(first, first + PAGE)));
    }
    report("read " + inventory.size() + " agents in ms", (spent() - begun) / 1_000_000);
    assertThat(inventory.size()).isEqualTo(AGENTS);
    report("heap in KiB", (heap() - before) / 1024);
    Capability all = Capability.parse("invoice.parse@1?region=eu&speed=fast");
    Capability one = Capability.parse("fx.rates@1?desk=777");
    begun = spent();
    for (int i = 0; i < QUESTIONS; i++) {
      assertThat(inventory.find(i % 2 == 0 ? all : one, agent -> true)).isPresent();
    }
    report("a question in ns", (spent() - begun) / QUESTIONS);
    begun = spent();
    for (int i = 0; i < PAGE; i++) {
      inventory.apply(ChangesPage.read(page(i, i + 1)));
    }
    report("a page of one change in ns", (spent() - begun) / PAGE);
    assertThat(inventory.size()).isEqualTo(AGENTS);
  }

  private static byte[] page(int first, int end) {
    StringBuilder agents = new StringBuilder();
    for (int i = first; i < end; i++) {
      agents.append(i > first ? "," : "").append(view(i));
    }
    return "{\"begin\":%b,\"next\":\"m.%d\",\"more\":%b,\"agents\":[%s]}"
        .formatted(first == 0 && end > 1, end, end < AGENTS && end - first > 1, agents)
        .getBytes(StandardCharsets.UTF_8);
  }

  /** Three capabilities: one that all agents share, one of a desk, one of the agent's own. */
  private static String view(int number) {
    return """
    {"id":"urn:uuid:0190a000-0000-7000-8000-%012d","agent":"spiffe://bailiwick.example/agent/worker-%d",\
    "owner":"Treasury","principal":{"kind":"role","issuer":"https://idp.example","subject":"bookkeeper"},"capabilities":["fx.rates@1?desk=%d","invoice.parse@1?region=eu","ledger.post@1?account=%d"],\
    "locator":"https://worker-%d.agents.example:7001/work","validation_methods":["mtls"],"serial":"7f%038x",\
    "expires_at":"2999-01-01T00:00:00Z","state":"listed","certificate_sha256":"%043d"}"""
        .formatted(number, number, number % 1000, number, number, number + 1, number);
  }

  private static long heap() {
    for (int i = 0; i < 3; i++) {
      System.gc();
    }
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }

  /** Processor time of this thread, which other work on the machine does not lengthen. */
  private static long spent() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  private static void report(String what, long figure) {
    System.out.println("measured: " + what + ": " + figure);
  }
}
