package org.bailiwick.bench.domain;

import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.bailiwick.bench.load.Request;
import org.bailiwick.contract.json.StrictJson;

/**
 * Many jobs that are unfinished at once, because the agent does not answer before its gate is
 * opened. Whatever happens to the node meanwhile, each accepted job has to be done.
 */
final class JobBacklog {
  private static final int ACCEPTED = 202;
  private static final int THREADS = 8;

  /** Shorter than the life of an access token. */
  private static final Duration SAME_TOKEN = Duration.ofMinutes(2);

  private static final Duration PAUSE = Duration.ofMillis(100);
  private static final double SECOND = 1e9;

  private final Buyer buyer;
  private final BenchAgent agent;

  /** The accepted jobs: the number that the agent is told, and the id. */
  private final Map<String, String> accepted = new ConcurrentHashMap<>();

  private String token = "";
  private long tokenUntil = System.nanoTime();

  JobBacklog(Buyer buyer, BenchAgent agent) {
    this.buyer = buyer;
    this.agent = agent;
  }

  private synchronized String token() {
    if (System.nanoTime() - tokenUntil >= 0) {
      token = buyer.accessToken();
      tokenUntil = System.nanoTime() + SAME_TOKEN.toNanos();
    }
    return token;
  }

  /** Posts so many more jobs of one step, and fails unless each is accepted. */
  String post(int count) throws InterruptedException {
    long began = System.nanoTime();
    eachOf(Collections.nCopies(count, ""), any -> postOne());
    return "accepted=%d seconds=%.1f".formatted(accepted.size(), seconds(began));
  }

  private void postOne() throws IOException {
    String number = UUID.randomUUID().toString();
    agent.expect(number);
    Request.Answer answer = buyer.posting(token(), JobRuns.job(number, 1)).send();
    if (answer.status() != ACCEPTED) {
      throw new IllegalStateException("a job was not accepted: " + answer);
    }
    accepted.put(number, StrictJson.object(answer.body()).getString("id"));
  }

  /** Waits until the agent was called for each accepted job, and says for how many it was not. */
  String awaitCalls(Duration patience) throws InterruptedException {
    long began = System.nanoTime();
    long missing = missing();
    while (missing > 0 && System.nanoTime() - began < patience.toNanos()) {
      Thread.sleep(PAUSE);
      missing = missing();
    }
    return "called=%d missing=%d seconds=%.1f"
        .formatted(accepted.size() - missing, missing, seconds(began));
  }

  private long missing() {
    return accepted.keySet().stream().filter(number -> !agent.lastStep(number).isDone()).count();
  }

  /** Asks the node about each accepted job, and fails unless all are done. */
  String done() throws InterruptedException {
    eachOf(
        List.copyOf(accepted.values()),
        id -> {
          Optional<String> failure = buyer.failure(token(), id);
          if (failure.isPresent()) {
            throw new IllegalStateException("a job is not done: " + failure.get());
          }
        });
    String line = "done=" + accepted.size();
    accepted.keySet().forEach(agent::forget);
    accepted.clear();
    return line;
  }

  @FunctionalInterface
  private interface Part {
    void run(String value) throws IOException, InterruptedException;
  }

  private static void eachOf(List<String> values, Part part) throws InterruptedException {
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      List<Future<?>> all =
          values.stream()
              .<Future<?>>map(
                  value ->
                      threads.submit(
                          () -> {
                            part.run(value);
                            return null;
                          }))
              .toList();
      for (Future<?> one : all) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause().getMessage(), e);
    }
  }

  private static double seconds(long began) {
    return (System.nanoTime() - began) / SECOND;
  }
}
