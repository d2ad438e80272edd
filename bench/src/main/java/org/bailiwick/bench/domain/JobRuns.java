package org.bailiwick.bench.domain;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.bailiwick.bench.load.Operation;
import org.bailiwick.bench.load.Request;
import org.bailiwick.contract.json.StrictJson;

/**
 * Jobs whose steps follow one another. A job is measured until its agent was called for the last
 * step, because asking the node for the state of the job would be load as well; afterwards, the
 * state of some of them is asked for.
 */
final class JobRuns implements Operation {
  private static final int ACCEPTED = 202;
  private static final int PATIENCE_SECONDS = 60;
  private static final int MOST_CHECKED = 200;

  private final Buyer buyer;
  private final BenchAgent agent;
  private final int steps;
  private final ConcurrentLinkedQueue<String> newest = new ConcurrentLinkedQueue<>();
  private volatile String token = "";

  JobRuns(Buyer buyer, BenchAgent agent, int steps) {
    this.buyer = buyer;
    this.agent = agent;
    this.steps = steps;
  }

  @Override
  public void prepare(int count) {
    token = buyer.accessToken();
    newest.clear();
  }

  @Override
  public Outcome perform() throws InterruptedException {
    String number = UUID.randomUUID().toString();
    try {
      Request.Answer answer = buyer.posting(token, job(number, steps)).send();
      if (answer.status() != ACCEPTED) {
        System.err.println("a job was not accepted: " + answer);
        return Outcome.BAD;
      }
      agent.lastStep(number).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      remember(StrictJson.object(answer.body()).getString("id"));
      return Outcome.GOOD;
    } catch (IOException | ExecutionException | TimeoutException e) {
      System.err.println("a job was not run: " + e);
      return Outcome.BAD;
    } finally {
      agent.forget(number);
    }
  }

  private void remember(String jobId) {
    newest.add(jobId);
    if (newest.size() > MOST_CHECKED) {
      newest.poll();
    }
  }

  /** Fails unless the newest jobs are done. */
  @Override
  public void finish() throws InterruptedException {
    String fresh = buyer.accessToken();
    for (String jobId : List.copyOf(newest)) {
      Optional<String> failure = buyer.failure(fresh, jobId);
      if (failure.isPresent()) {
        throw new IllegalStateException("a job is not done: " + failure.get());
      }
    }
  }

  /** The input of a step; the agent knows the job by its number. */
  static JsonObject input(String number, boolean last) {
    return Json.createObjectBuilder().add("number", number).add("last", last).build();
  }

  /** The text of a job of so many steps. */
  static String job(String number, int steps) {
    JsonArrayBuilder all = Json.createArrayBuilder();
    for (int step = 1; step <= steps; step++) {
      JsonObjectBuilder one =
          Json.createObjectBuilder()
              .add("id", "step-" + step)
              .add("capability", BenchAgent.STEP.text())
              .add("input", input(number, step == steps));
      if (step > 1) {
        one.add("after", Json.createArrayBuilder().add("step-" + (step - 1)));
      }
      all.add(one);
    }
    return Json.createObjectBuilder().add("purpose", "bench").add("steps", all).build().toString();
  }
}
