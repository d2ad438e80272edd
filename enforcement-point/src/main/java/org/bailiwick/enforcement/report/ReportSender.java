package org.bailiwick.enforcement.report;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Tells the Master Agent in a thread of its own what was taken over, whenever that changes and
 * every ten seconds, and every few seconds what was denied and let through.
 */
public final class ReportSender implements AutoCloseable {
  private static final Duration LOOK = Duration.ofMillis(500);
  private static final Duration AGAIN = Duration.ofSeconds(10);
  private static final Duration REPORT = Duration.ofSeconds(3);

  /** Posts JSON to the Master Agent. */
  @FunctionalInterface
  public interface Post {
    void to(String path, String json) throws IOException;
  }

  /**
   * What is in force.
   *
   * @param event the position in the feed
   * @param number the number of the bundle, empty without one
   * @param refused why the bundle that the feed names is not in force
   */
  public record State(
      Optional<String> event,
      Optional<Long> number,
      Optional<String> digest,
      Optional<String> refused) {

    private String json() {
      JsonObjectBuilder json = Json.createObjectBuilder();
      event.ifPresent(position -> json.add("event", position));
      number.ifPresent(
          known ->
              json.add(
                  "policy",
                  Json.createObjectBuilder()
                      .add("number", known)
                      .add("digest", digest.orElseThrow())));
      refused.ifPresent(reason -> json.add("refused", shortened(reason)));
      return json.build().toString();
    }

    private static String shortened(String reason) {
      return reason.length() > 500 ? reason.substring(0, 500).strip() : reason;
    }

    /** The feed goes on all the time, which alone is no news. */
    private boolean isNews(State before) {
      return !number.equals(before.number)
          || !digest.equals(before.digest)
          || !refused.equals(before.refused);
    }
  }

  private static final State NOTHING =
      new State(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

  private final DenialBook book;
  private final Supplier<State> state;
  private final Post post;
  private final Consumer<String> log;
  private final Thread thread;
  private State told = NOTHING;
  private long toldAt = System.nanoTime() - AGAIN.toNanos();
  private long reportedAt = System.nanoTime();
  private boolean failing;

  public ReportSender(DenialBook book, Supplier<State> state, Post post, Consumer<String> log) {
    this.book = book;
    this.state = state;
    this.post = post;
    this.log = log;
    this.thread = Thread.ofPlatform().daemon().name("enforcement-reports").unstarted(this::run);
  }

  public void start() {
    thread.start();
  }

  public boolean isRunning() {
    return thread.isAlive();
  }

  private void run() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.sleep(LOOK);
        look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    try {
      acknowledge();
      report();
      failing = false;
    } catch (IOException | RuntimeException e) {
      if (!failing) {
        log.accept(
            "report-failed reason=" + String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}", " "));
      }
      failing = true;
    }
  }

  private void acknowledge() throws IOException {
    State now = state.get();
    if (now.event().isEmpty()) {
      return; // it has never been told anything
    }
    if (now.isNews(told) || System.nanoTime() - toldAt >= AGAIN.toNanos()) {
      post.to("/v1/enforcement-points/acknowledgements", now.json());
      told = now;
      toldAt = System.nanoTime();
    }
  }

  private void report() throws IOException {
    if (System.nanoTime() - reportedAt < REPORT.toNanos()) {
      return;
    }
    reportedAt = System.nanoTime();
    DenialBook.Batch batch = book.take();
    try {
      send(new DenialBook.Batch(batch.denials(), List.of(), batch.dropped()));
    } catch (IOException | RuntimeException e) {
      book.putBack(new DenialBook.Batch(List.of(), batch.flows(), 0));
      throw e;
    }
    send(new DenialBook.Batch(List.of(), batch.flows(), 0));
  }

  /** Flows go alone, since the Master Agent may want none; denials do not wait for that. */
  private void send(DenialBook.Batch batch) throws IOException {
    if (batch.isEmpty()) {
      return;
    }
    try {
      post.to("/v1/enforcement-points/reports", json(batch));
    } catch (IOException | RuntimeException e) {
      book.putBack(batch);
      throw e;
    }
  }

  private static String json(DenialBook.Batch batch) {
    JsonArrayBuilder denials = Json.createArrayBuilder();
    batch.denials().forEach(each -> denials.add(json(each)));
    JsonArrayBuilder flows = Json.createArrayBuilder();
    batch.flows().forEach(each -> flows.add(json(each)));
    return Json.createObjectBuilder()
        .add("denials", denials)
        .add("flows", flows)
        .add("dropped", batch.dropped())
        .build()
        .toString();
  }

  private static JsonObjectBuilder json(DenialBook.Counted denial) {
    return Json.createObjectBuilder()
        .add("at", denial.first().toString())
        .add("application", denial.denied().application())
        .add("subject", denial.denied().subject())
        .add("action", denial.denied().action())
        .add("resource", denial.denied().resource())
        .add("reason", denial.denied().reason())
        .add("count", denial.count());
  }

  private static JsonObjectBuilder json(DenialBook.Flow flow) {
    return Json.createObjectBuilder()
        .add("at", flow.at().toString())
        .add("from", flow.from())
        .add("to", flow.to())
        .add("protocol", flow.protocol())
        .add("port", flow.port())
        .add("packets", flow.packets())
        .add("bytes", flow.bytes());
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
