package org.bailiwick.system.domainnodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.bailiwick.system.Answer;
import org.bailiwick.system.Machine;

/**
 * Jobs of three steps, one after the other through the proxy, as long as not too many of them are
 * unfinished.
 */
final class JobStream {
  private static final int CLIENTS = 3;
  private static final int MOST_RUNNING = 24;
  private static final Duration PAUSE = Duration.ofMillis(Machine.isQuiet() ? 300 : 1000);
  private static final int PART = 1_000_000;

  private final DomainNodes domain;
  private final Buyer buyer;
  private final Map<String, Integer> numbers = new ConcurrentHashMap<>();
  private final AtomicInteger next = new AtomicInteger();
  private final ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
  private final List<Future<?>> clients = new ArrayList<>();
  private volatile boolean over;

  JobStream(DomainNodes domain, Buyer buyer) {
    this.domain = domain;
    this.buyer = buyer;
  }

  void start() {
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(threads.submit(this::run));
    }
  }

  private void run() {
    while (!over) {
      Times.rest(PAUSE);
      if (domain.jobsRunning() < MOST_RUNNING) {
        post();
      }
    }
  }

  private void post() {
    int number = next.incrementAndGet();
    numbers.put(buyer.post(job(number)), number);
  }

  static String job(int number) {
    return """
    {"purpose": "add", "steps": [
      {"id": "a", "capability": "fx.rates@1", "input": {"n": %d}},
      {"id": "b", "capability": "invoice.parse@1", "input": {"n": %d}},
      {"id": "c", "capability": "ledger.post@1", "input": {"n": %d}, "after": ["a", "b"]}]}
    """
        .formatted(number, PART, number);
  }

  int accepted() {
    return numbers.size();
  }

  /** Waits until a few more are accepted; fails at once if a client failed. */
  void awaitMore() {
    int wanted = numbers.size() + CLIENTS;
    await("jobs are accepted")
        .atMost(DomainNodes.PATIENCE)
        .until(() -> numbers.size() >= wanted || clients.stream().anyMatch(Future::isDone));
    if (clients.stream().anyMatch(Future::isDone)) {
      end();
    }
  }

  void end() {
    over = true;
    try {
      for (Future<?> client : clients) {
        client.get();
      }
    } catch (ExecutionException | InterruptedException e) {
      throw new IllegalStateException("a client failed", e);
    } finally {
      threads.shutdownNow();
    }
  }

  /** Every job that was accepted is done, and has its own result. */
  void requireResults() {
    numbers.forEach(
        (id, number) -> {
          Answer job = buyer.read(id);
          assertThat(job.text("state")).as(job.body()).isEqualTo("done");
          assertThat(CountingAgent.sum(job, "c")).as(job.body()).isEqualTo(PART + 2 * number);
        });
  }
}
