package org.bailiwick.broker.leasereport;

import jakarta.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.bailiwick.broker.lease.LeaseBook;
import org.bailiwick.broker.lease.LeaseSweeper;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Two threads: one sends the reports that are due to the Master Agent, the other waits, while a
 * lease is open, for the Master Agent to say that one has to end, and ends it.
 */
public final class LeaseReporter implements AutoCloseable {
  /** Looks also for what another process has changed, such as a command of the operator. */
  private static final Duration LONGEST_IDLE = Duration.ofSeconds(3);

  /** A lease that ends within this time is told by one report. */
  private static final Duration GATHER = Duration.ofMillis(100);

  private static final Duration BETWEEN_ASKING = Duration.ofMillis(300);
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final String DUE = "/v1/leases/due?wait=PT25S";

  /** Refusals after which the same report is not taken later either. */
  private static final Set<ProblemType> FINAL =
      Set.of(
          ProblemType.MALFORMED_REQUEST,
          ProblemType.POLICY_DENIED,
          ProblemType.NOT_FOUND,
          ProblemType.METHOD_NOT_ALLOWED,
          ProblemType.IDEMPOTENCY_KEY_REUSED,
          ProblemType.REQUEST_TOO_LARGE,
          ProblemType.UNSUPPORTED_MEDIA_TYPE);

  /**
   * What it works with.
   *
   * @param master the Master Agent, asked with the broker's credential; closed with the reporter
   */
  public record Parts(
      LeaseReports reports, LeaseBook leases, LeaseSweeper sweeper, JsonEndpoint master) {}

  /** A round of one of the threads; returns how long it waits for a change until the next one. */
  private interface Round {
    Duration run() throws InterruptedException;
  }

  private final Parts parts;
  private final Consumer<String> log;
  private final Signal sending = new Signal();
  private final Signal asking = new Signal();
  private final List<Thread> threads;
  private volatile boolean closed;

  private LeaseReporter(Parts parts, Consumer<String> log) {
    this.parts = parts;
    this.log = log;
    this.threads =
        List.of(
            thread("broker-lease-reports", sending, this::send),
            thread("broker-lease-ends", asking, this::ask));
  }

  public static LeaseReporter start(Parts parts, Consumer<String> log) {
    LeaseReporter reporter = new LeaseReporter(parts, log);
    parts.leases().onChange(reporter.sending::give);
    reporter.threads.forEach(Thread::start);
    return reporter;
  }

  /** A change wakes the thread that waits for it, or lets it not wait at all. */
  private static final class Signal {
    private boolean given;

    synchronized void give() {
      given = true;
      notifyAll();
    }

    /** Returns after a change, or after this time. */
    synchronized void await(Duration longest) throws InterruptedException {
      long end = System.nanoTime() + longest.toNanos();
      for (long left = longest.toMillis(); !given && left > 0; ) {
        wait(left);
        left = Duration.ofNanos(end - System.nanoTime()).toMillis();
      }
      given = false;
    }
  }

  private Thread thread(String name, Signal signal, Round round) {
    return Thread.ofPlatform().daemon().name(name).unstarted(() -> rounds(name, signal, round));
  }

  /** Each round that fails makes the next pause longer; the first failure is logged. */
  private void rounds(String name, Signal signal, Round round) {
    Duration pause = Duration.ZERO;
    try {
      while (!closed) {
        try {
          Duration wait = round.run();
          if (!pause.isZero()) {
            log.accept(name + " state=again");
          }
          pause = Duration.ZERO;
          signal.await(wait);
        } catch (RuntimeException e) {
          if (pause.isZero() && !closed) {
            log.accept(name + " state=failed fault=" + fault(e));
          }
          pause = pause.isZero() ? FIRST_PAUSE : longer(pause);
          Thread.sleep(pause.toMillis());
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static String fault(RuntimeException e) {
    return e instanceof ProblemException problem
        ? problem.type().slug() + " check=" + problem.check()
        : e.getClass().getSimpleName();
  }

  private static Duration longer(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
  }

  private Duration send() throws InterruptedException {
    Thread.sleep(GATHER.toMillis());
    List<LeaseReports.Due> due = parts.reports().due();
    List<ProblemException> failures = new ArrayList<>();
    for (LeaseReports.Due report : due) {
      try {
        send(report);
      } catch (ProblemException e) {
        if (e.type() == ProblemType.DEPENDENCY_UNAVAILABLE) {
          throw e; // the others would fail in the same way
        }
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      throw failures.getFirst();
    }
    return due.isEmpty() ? LONGEST_IDLE : Duration.ZERO;
  }

  private void send(LeaseReports.Due report) {
    try {
      JsonObject answer =
          parts
              .master()
              .post("/v1/tokens/" + report.jti() + "/leases", report.body(), Map.of())
              .body();
      parts.reports().acknowledged(report);
      if (!report.ended()) {
        if (answer.getString("token", "").equals("ended")) {
          end(report.id());
        }
        asking.give();
      }
    } catch (ProblemException e) {
      if (!FINAL.contains(e.type())) {
        throw e;
      }
      parts.reports().refused(report, e.type().slug());
      log.accept(
          "lease-report-refused lease=%s problem=%s".formatted(report.id(), e.type().slug()));
    }
  }

  private Duration ask() {
    if (!parts.reports().hasOpen()) {
      return LONGEST_IDLE;
    }
    long asked = System.nanoTime();
    List<String> due = due(parts.master().get(DUE, Map.of()).body());
    due.forEach(this::end);
    if (!due.isEmpty()) {
      return BETWEEN_ASKING; // one that could not be ended is named again
    }
    Duration took = Duration.ofNanos(System.nanoTime() - asked);
    return took.compareTo(GATHER) > 0 ? Duration.ZERO : LONGEST_IDLE;
  }

  private static List<String> due(JsonObject answer) {
    try {
      return answer.getJsonArray("leases").stream()
          .map(lease -> lease.asJsonObject().getString("id"))
          .toList();
    } catch (NullPointerException | ClassCastException e) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "answer-not-understood",
          "The Master Agent's answer has no leases",
          e);
    }
  }

  private void end(String id) {
    parts
        .leases()
        .endable(id)
        .ifPresent(lease -> parts.sweeper().end(lease, LeaseBook.TOKEN_ENDED));
  }

  @Override
  public void close() {
    closed = true;
    threads.forEach(Thread::interrupt);
    parts.master().close();
  }
}
