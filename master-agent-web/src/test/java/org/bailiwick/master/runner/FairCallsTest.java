package org.bailiwick.master.runner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bailiwick.contract.testing.TestLeaf;
import org.bailiwick.master.testing.TestAgent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One caller's work, or one agent that does not answer, does not hold up the work of others. */
class FairCallsTest {

  @TempDir java.nio.file.Path folder;
  private RunnerRig rig;
  private TestAgent reader;
  private WorkflowRunner runner;
  private final CountDownLatch released = new CountDownLatch(1);

  @BeforeEach
  void start() throws IOException {
    rig = new RunnerRig(folder);
    reader = rig.agent("invoice-reader", "invoice.parse@1");
    rig.agent("rate-finder", "fx.rates@1");
    rig.listAgents();
    runner = rig.runner();
    reader.does(
        exchange -> {
          try {
            released.await(20, TimeUnit.SECONDS);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          TestAgent.output(exchange, "{\"output\":1}");
        });
  }

  @AfterEach
  void stop() {
    released.countDown();
    rig.close();
  }

  private String start(String capability, int steps, TestLeaf of) {
    StringBuilder list = new StringBuilder();
    for (int i = 0; i < steps; i++) {
      list.append(i == 0 ? "" : ",");
      list.append("{\"id\":\"s" + i + "\",\"capability\":\"" + capability + "\"}");
    }
    String id = rig.accept("{\"purpose\":\"p\",\"steps\":[" + list + "]}", of);
    runner.accept(id, () -> {});
    return id;
  }

  private void hang(int steps) {
    start("invoice.parse@1", steps, rig.master.partner.buyer);
    await().atMost(Duration.ofSeconds(15)).until(() -> !reader.orders().isEmpty());
    await().during(Duration.ofMillis(500)).until(() -> true);
  }

  private void isDoneSoon(String id) {
    await().atMost(Duration.ofSeconds(5)).until(() -> isDone(id));
  }

  @Test
  void threat55AnAgentThatHangsDoesNotHoldUpAnotherCaller() {
    hang(12);
    isDoneSoon(start("fx.rates@1", 2, rig.master.otherPartner.buyer));
  }

  @Test
  void threat55AnAgentThatHangsDoesNotHoldUpTheCallersOtherAgents() {
    hang(12);
    isDoneSoon(start("fx.rates@1", 2, rig.master.partner.buyer));
    assertThat(reader.orders()).hasSizeLessThan(RunnerRig.MAX_CALLS);
  }

  @Test
  void aSecondAgentOfTheCapabilityTakesWhatTheFirstHasNoRoomFor() {
    rig.agent("invoice-reader-2", "invoice.parse@1");
    rig.listAgents();
    List<String> jobs =
        IntStream.range(0, 8)
            .mapToObj(i -> start("invoice.parse@1", 1, rig.master.partner.buyer))
            .toList();
    await()
        .atMost(Duration.ofSeconds(5))
        .until(() -> jobs.stream().filter(this::isDone).count() >= 8 - RunnerRig.MAX_OF_AGENT);
  }

  private boolean isDone(String id) {
    return rig.master.journal.find(id).orElseThrow().state().isFinal();
  }
}
