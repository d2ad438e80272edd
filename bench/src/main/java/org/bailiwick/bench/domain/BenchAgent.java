package org.bailiwick.bench.domain;

import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.bailiwick.bench.BenchProperties;
import org.bailiwick.client.credential.CredentialFolder;
import org.bailiwick.client.work.AgentRuntime;
import org.bailiwick.client.work.RecentAnswers;
import org.bailiwick.client.work.RuntimeSettings;
import org.bailiwick.client.work.WorkOrder;
import org.bailiwick.contract.capability.Capability;

/**
 * The agent that the measured jobs call. It answers a step at once unless its gate is closed. It
 * keeps the order of a step {@code ledger.post@1} until it is told to answer, since the Txn-Token
 * of that order ends with the step.
 */
final class BenchAgent implements AutoCloseable {
  static final Capability STEP = Capability.parse("invoice.parse@1");
  static final Capability KEPT = Capability.parse("ledger.post@1");

  /** Shorter than {@code master.step-timeout}. */
  private static final int KEPT_SECONDS = 55;

  private static final int WAIT_SECONDS = 30;

  private final Map<String, CompletableFuture<Void>> expected = new ConcurrentHashMap<>();
  private final BlockingQueue<String> tokens = new ArrayBlockingQueue<>(1);
  private final Semaphore released = new Semaphore(0);
  private final StepPauses pauses = new StepPauses();
  private volatile CountDownLatch gate = new CountDownLatch(0);
  private final AgentRuntime runtime;

  private BenchAgent(RuntimeSettings settings) throws IOException {
    this.runtime =
        AgentRuntime.start(
            settings, Map.of(STEP, this::answer, KEPT, this::keep), new RecentAnswers());
  }

  static BenchAgent start(BenchProperties properties, Enrolments.Enrolled agent, int port)
      throws IOException {
    CredentialFolder folder = CredentialFolder.at(Path.of(properties.required("agent.folder")));
    folder.write(agent.key(), agent.chain());
    return new BenchAgent(
        new RuntimeSettings(
            folder,
            properties.trusted(),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
            URI.create(properties.required("master.url"))));
  }

  /** Is complete once the last step of the job with this number was called. */
  CompletableFuture<Void> lastStep(String number) {
    return expected.computeIfAbsent(number, any -> new CompletableFuture<>());
  }

  /** From now on, it is known whether the last step of this job was called. */
  void expect(String number) {
    expected.putIfAbsent(number, new CompletableFuture<>());
  }

  void forget(String number) {
    expected.remove(number);
  }

  /** The Txn-Token of an order that is kept until {@link #release}. */
  String keptToken() throws InterruptedException {
    String token = tokens.poll(WAIT_SECONDS, TimeUnit.SECONDS);
    if (token == null) {
      throw new IllegalStateException("the agent was not called");
    }
    return token;
  }

  void release() {
    released.release();
  }

  StepPauses pauses() {
    return pauses;
  }

  /** While the gate is closed, no step is answered. */
  void gate(boolean open) {
    if (open) {
      gate.countDown();
    } else {
      gate = new CountDownLatch(1);
    }
  }

  private JsonValue answer(WorkOrder order) {
    return work(order.input().asJsonObject());
  }

  /** The work of a step, however the agent was called. */
  JsonObject work(JsonObject input) {
    String number = input.getString("number");
    pauses.called(number);
    awaitGate();
    if (input.getBoolean("last")) {
      lastStep(number).complete(null);
    } else {
      pauses.answering(number);
    }
    return JsonValue.EMPTY_JSON_OBJECT;
  }

  private void awaitGate() {
    try {
      gate.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private JsonValue keep(WorkOrder order) {
    released.drainPermits();
    tokens.add(order.token().compact());
    try {
      if (!released.tryAcquire(KEPT_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("an order was kept for too long");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return JsonValue.EMPTY_JSON_OBJECT;
  }

  @Override
  public void close() {
    runtime.close();
  }
}
