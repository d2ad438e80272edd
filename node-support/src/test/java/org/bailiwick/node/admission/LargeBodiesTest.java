package org.bailiwick.node.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.FilterChain;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import org.bailiwick.node.admission.AdmissionSettings.Share;
import org.bailiwick.node.peer.RequestOrigins.Caller;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Large bodies that are in memory until their requests were served. */
class LargeBodiesTest {
  private static final int LARGE = 100_000;
  private static final String OFFICER = "spiffe://d/operator/officer/o";

  private final CountDownLatch over = new CountDownLatch(1);
  private final AtomicInteger atWork = new AtomicInteger();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Future<?>> served = new ArrayList<>();
  private final Admission admission =
      new Admission(
          new BodyReading(Duration.ofSeconds(10), LARGE, System::nanoTime),
          new AdmissionSettings(
              Duration.ofSeconds(10),
              new Share(50, 50),
              new Share(50, 50),
              0,
              Duration.ZERO,
              new Share(3 * LARGE, 2 * LARGE)),
          request -> caller(request.getRemoteUser()),
          new AdmissionRefusals(figures(), new AdmissionAudit((refusal, source) -> true)),
          () -> Instant.EPOCH);

  @AfterEach
  void close() {
    threads.shutdownNow();
  }

  private static Caller caller(String name) {
    return new Caller(name, name.startsWith("spiffe:"), name.equals(OFFICER));
  }

  private static AdmissionMetrics figures() {
    return new AdmissionMetrics() {
      @Override
      public void turnedAway(String check) {}

      @Override
      public void show(String name, IntSupplier present) {}
    };
  }

  private TestExchange send(String caller, int declared, int length, FilterChain work)
      throws Exception {
    TestExchange exchange =
        new TestExchange(caller, declared, new ByteArrayInputStream(new byte[length]));
    admission.serve(exchange.request(), exchange.response(), work);
    return exchange;
  }

  private TestExchange send(String caller, int declared, int length) throws Exception {
    return send(caller, declared, length, (request, response) -> {});
  }

  /** Sends a large body, whose request is served until the test ends. */
  private void hold(String caller, int declared) {
    int before = atWork.get();
    served.add(
        threads.submit(
            () ->
                send(
                    caller,
                    declared,
                    LARGE,
                    (request, response) -> {
                      atWork.incrementAndGet();
                      pass(over);
                    })));
    await().until(() -> atWork.get() == before + 1);
  }

  @Test
  void threat55LargeBodiesOfOneCallerLeaveMemoryToOthers() throws Exception {
    hold("192.0.2.1", LARGE);
    hold("192.0.2.1", -1);
    assertThat(send("192.0.2.1", LARGE, LARGE).status()).isEqualTo(429);
    assertThat(send("192.0.2.1", 1000, 1000).status()).isEqualTo(200);
    hold("192.0.2.2", LARGE);
    assertThat(send("192.0.2.3", LARGE, LARGE).status()).isEqualTo(503);
    assertThat(send(OFFICER, LARGE, LARGE).status()).isEqualTo(200);
    over.countDown();
    for (Future<?> each : served) {
      each.get();
    }
    assertThat(send("192.0.2.1", LARGE, LARGE).status()).isEqualTo(200);
  }

  private static void pass(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
