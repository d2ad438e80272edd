package org.bailiwick.bench;

import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.function.ObjIntConsumer;
import java.util.stream.IntStream;
import org.bailiwick.client.enrolment.AuthorityClient;
import org.bailiwick.client.enrolment.DeviceIdentity;
import org.bailiwick.client.enrolment.EnrolledCredential;
import org.bailiwick.client.enrolment.EnrolmentOrder;
import org.bailiwick.contract.credential.SerialNumber;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Measures agents that enrol at the same time: first new agents, then the renewals of all of them,
 * then the renewals of half of them together with as many new agents. A refused agent tries again
 * after the time that the authority names, for five minutes in all.
 */
public final class EnrolmentStorm {
  private static final int ARGUMENTS = 3;
  private static final Duration RETRY_LIMIT = Duration.ofMinutes(5);
  private static final int PAUSE_MILLIS = 1000;
  private static final Duration PAUSE = Duration.ofMillis(PAUSE_MILLIS);

  private final AuthorityClient authority;
  private final DeviceIdentity device;
  private final BenchProperties properties;

  private EnrolmentStorm(AuthorityClient authority, BenchProperties properties) throws IOException {
    this.authority = authority;
    this.device = properties.device();
    this.properties = properties;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    if (arguments.length != ARGUMENTS) {
      System.err.println("usage: EnrolmentStorm PROPERTIES AGENTS NAME-PREFIX");
      System.exit(2);
    }
    BenchProperties properties = new BenchProperties(Path.of(arguments[0]));
    try (AuthorityClient authority = properties.authority()) {
      new EnrolmentStorm(authority, properties).run(Integer.parseInt(arguments[1]), arguments[2]);
    }
  }

  /** Runs the parts, each with a new user token, because a token is valid for minutes only. */
  private void run(int agents, String prefix) throws IOException, InterruptedException {
    SerialNumber[] serials = new SerialNumber[agents];
    EnrolmentOrder order = properties.order();
    List<JsonObject> first = prepared(agents, n -> order.named(prefix + n));
    atOnce("new", first, (issued, n) -> serials[n] = issued.serial());
    EnrolmentOrder renewal = properties.order();
    List<JsonObject> second =
        prepared(agents, n -> renewal.named(prefix + n).replacing(serials[n]));
    atOnce("renewals", second, (issued, n) -> serials[n] = issued.serial());
    EnrolmentOrder last = properties.order();
    List<JsonObject> third =
        prepared(agents / 2, n -> last.named(prefix + n).replacing(serials[n]));
    List<JsonObject> others = prepared(agents / 2, n -> last.named(prefix + "other-" + n));
    Thread beside = Thread.ofPlatform().start(() -> measureBeside("new beside renewals", others));
    atOnce("renewals beside new", third, (issued, n) -> serials[n] = issued.serial());
    beside.join();
  }

  private void measureBeside(String what, List<JsonObject> bodies) {
    try {
      atOnce(what, bodies, (issued, n) -> {});
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Makes all proofs before the measurement, so that only the authority is measured. */
  private List<JsonObject> prepared(int agents, IntFunction<EnrolmentOrder> orders) {
    return IntStream.range(0, agents)
        .parallel()
        .mapToObj(n -> authority.prepare(device, orders.apply(n), PreparedEnrolments.agentKey()))
        .toList();
  }

  private EnrolledCredential enrolled(JsonObject body) {
    return authority.enrol(body).issued();
  }

  /** Posts all requests at the same time, each in a thread of its own, and prints the times. */
  private void atOnce(
      String what, List<JsonObject> bodies, ObjIntConsumer<EnrolledCredential> served)
      throws InterruptedException {
    int agents = bodies.size();
    long[] millis = new long[agents];
    AtomicInteger retries = new AtomicInteger();
    AtomicReference<String> failure = new AtomicReference<>("none");
    CountDownLatch gate = new CountDownLatch(1);
    List<Thread> threads =
        IntStream.range(0, agents)
            .mapToObj(
                n ->
                    Thread.ofVirtual()
                        .start(
                            () ->
                                millis[n] =
                                    served(
                                        gate,
                                        () -> served.accept(enrolled(bodies.get(n)), n),
                                        retries,
                                        failure)))
            .toList();
    long began = System.nanoTime();
    gate.countDown();
    for (Thread thread : threads) {
      thread.join();
    }
    double seconds = (System.nanoTime() - began) / 1e9;
    long[] good = Arrays.stream(millis).filter(each -> each >= 0).sorted().toArray();
    System.out.printf(
        "%s: %,d of %,d served in %.1f s (%.0f/s), half of them after %.1f s; tried again %,d"
            + " times; failures: %s%n",
        what,
        good.length,
        agents,
        seconds,
        good.length / seconds,
        good.length == 0 ? 0 : good[good.length / 2] / 1e3,
        retries.get(),
        failure.get());
  }

  /** The milliseconds until the request was served, or -1 if it never was. */
  private static long served(
      CountDownLatch gate, Runnable post, AtomicInteger retries, AtomicReference<String> failure) {
    try {
      gate.await();
      long began = System.nanoTime();
      while (true) {
        try {
          post.run();
          return Duration.ofNanos(System.nanoTime() - began).toMillis();
        } catch (ProblemException e) {
          boolean isTemporary =
              e.type().status() >= 500 || e.type() == ProblemType.TOO_MANY_REQUESTS;
          if (!isTemporary || System.nanoTime() - began > RETRY_LIMIT.toNanos()) {
            failure.set(e.type() + " " + e.check());
            return -1;
          }
          retries.incrementAndGet();
          Thread.sleep(
              e.retryAfter().orElse(PAUSE).toMillis()
                  + ThreadLocalRandom.current().nextInt(PAUSE_MILLIS));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return -1;
    }
  }
}
