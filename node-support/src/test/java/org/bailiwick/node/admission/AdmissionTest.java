package org.bailiwick.node.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntSupplier;
import org.bailiwick.node.admission.AdmissionSettings.Share;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.peer.RequestOrigins.Caller;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final String OFFICER = "spiffe://d/operator/officer/o";

  private static final Share OCTETS = new Share(1 << 20, 1 << 20);

  private final AtomicReference<Instant> now =
      new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
  private final AtomicLong nanoTime = new AtomicLong();
  private final List<AuditEntry> audit = new ArrayList<>();
  private final ConcurrentHashMap<String, Integer> turnedAway = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<String, IntSupplier> shown = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Admission admission =
      new Admission(
          new BodyReading(Duration.ofSeconds(10), 1000, nanoTime::get),
          new AdmissionSettings(
              Duration.ofSeconds(10), new Share(6, 4), new Share(3, 2), 0, Duration.ZERO, OCTETS),
          request -> caller(request.getRemoteUser()),
          new AdmissionRefusals(
              figures(),
              new AdmissionAudit((refusal, source) -> audit.add(refusal.with("source", source)))),
          now::get);

  @AfterEach
  void close() {
    threads.shutdownNow();
  }

  private static Caller caller(String name) {
    return new Caller(name, name.startsWith("spiffe:"), name.equals(OFFICER));
  }

  private AdmissionMetrics figures() {
    return new AdmissionMetrics() {
      @Override
      public void turnedAway(String check) {
        turnedAway.merge(check, 1, Integer::sum);
      }

      @Override
      public void show(String name, IntSupplier present) {
        shown.put(name, present);
      }
    };
  }

  /** Jersey logs the whole URI when the servlet API finds form parameters in the query. */
  @Test
  void noServletParametersAreReadFromTheQuery() throws Exception {
    TestExchange exchange = new TestExchange("192.0.2.1", 0, octets(""));
    admission.serve(
        exchange.request(),
        exchange.response(),
        (request, response) -> {
          assertThat(request.getParameterNames().hasMoreElements()).isFalse();
          assertThat(request.getParameterMap()).isEmpty();
          assertThat(request.getParameter("assertion")).isNull();
          assertThat(request.getParameterValues("assertion")).isNull();
        });
    assertThat(exchange.status()).isEqualTo(200);
  }

  @Test
  void operatorsAreServedWhileSlowBodiesHaveAllPlaces() throws Exception {
    List<PipedOutputStream> stallers = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      stallers.add(stall("192.0.2." + i % 2));
    }
    await().until(() -> shown.get("bodies_unfinished").getAsInt() == 6);

    TestExchange stranger = served("198.51.100.1", 10, new Dripping("0123456789"));
    assertThat(stranger.status()).isEqualTo(503);
    assertThat(Integer.parseInt(stranger.field("Retry-After"))).isBetween(1, 11);
    assertThat(stranger.field("Connection")).isEqualTo("close");
    assertThat(stranger.answer()).contains("urn:bailiwick:problem:node-busy");
    assertThat(served(OFFICER, 10, new Dripping("0123456789")).answer()).isEqualTo("0123456789");
    // A body that is here needs no place among those that are waited for.
    assertThat(served("198.51.100.1", 3, octets("now")).answer()).isEqualTo("now");

    for (PipedOutputStream staller : stallers) {
      staller.close();
    }
    await().until(() -> shown.get("bodies_unfinished").getAsInt() == 0);
    assertThat(served("198.51.100.1", 4, new Dripping("then")).answer()).isEqualTo("then");
  }

  @Test
  void oneAddressHasItsShareAndNoMore() throws Exception {
    List<PipedOutputStream> stallers = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      stallers.add(stall("192.0.2.1"));
    }
    await().until(() -> shown.get("bodies_unfinished").getAsInt() == 4);
    for (int i = 0; i < 200; i++) {
      TestExchange fifth = served("192.0.2.1", 10, new Dripping("0123456789"));
      assertThat(fifth.status()).isEqualTo(429);
      assertThat(fifth.field("Retry-After")).isNotNull();
    }
    assertThat(served("192.0.2.2", 4, new Dripping("good")).answer()).isEqualTo("good");
    // The writer makes one row and a number of them, by check and source.
    assertThat(turnedAway).containsEntry("bodies-per-caller", 200);
    assertThat(audit)
        .hasSize(200)
        .allSatisfy(
            refusal -> {
              assertThat(refusal.check()).isEqualTo("bodies-per-caller");
              assertThat(refusal.details()).containsEntry("source", "192.0.2.1");
            });
    for (PipedOutputStream staller : stallers) {
      staller.close();
    }
  }

  @Test
  void aBodyThatDripsIsRefusedAndOneThatKeepsThePaceIsNot() throws Exception {
    InputStream slow =
        new Dripping("0123456789") {
          @Override
          void pause() {
            nanoTime.addAndGet(Duration.ofSeconds(3).toNanos());
          }
        };
    TestExchange dripping = served("192.0.2.1", 10, slow);
    assertThat(dripping.status()).isEqualTo(408);
    assertThat(dripping.answer()).contains("urn:bailiwick:problem:request-timeout");
    assertThat(dripping.field("Connection")).isEqualTo("close");
    assertThat(turnedAway).containsEntry("body-time", 1);
    assertThat(served("192.0.2.1", -1, new Dripping("in chunks")).answer()).isEqualTo("in chunks");
  }

  @Test
  void ofABodyThatIsTooLongNoMoreIsHeldThanShowsIt() throws Exception {
    TestExchange declared = served("192.0.2.1", 5000, new Dripping("x".repeat(5000)));
    assertThat(declared.status()).isEqualTo(200); // the application refuses it by its length
    TestExchange chunked = served("192.0.2.1", -1, octets("x".repeat(50_000)));
    assertThat(chunked.answer().length()).isBetween(1001, 10_000);
  }

  @Test
  void nobodyHasAllPlacesOfThoseThatAreServed() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    List<Future<?>> served = new ArrayList<>();
    for (String caller : List.of("192.0.2.1", "192.0.2.1", "192.0.2.2")) {
      served.add(
          threads.submit(
              () -> {
                TestExchange exchange = new TestExchange(caller, 0, octets(""));
                FilterChain work = (request, response) -> pass(over);
                admission.serve(exchange.request(), exchange.response(), work);
                return null;
              }));
    }
    await().until(() -> shown.get("requests_under_way").getAsInt() == 3);
    assertThat(served("192.0.2.1", 0, octets("")).status()).isEqualTo(429);
    assertThat(served("192.0.2.3", 0, octets("")).status()).isEqualTo(503);
    assertThat(served(OFFICER, 0, octets("")).status()).isEqualTo(200);
    over.countDown();
    for (Future<?> each : served) {
      each.get();
    }
    assertThat(served("192.0.2.3", 0, octets("")).status()).isEqualTo(200);
  }

  /** Sends it through admission to an application that answers with the body. */
  private TestExchange served(String caller, long length, InputStream body) throws Exception {
    TestExchange exchange = new TestExchange(caller, length, body);
    admission.serve(
        exchange.request(),
        exchange.response(),
        (request, response) ->
            response.getOutputStream().write(request.getInputStream().readAllBytes()));
    return exchange;
  }

  /** Begins a body of which nothing comes until the stream is closed. */
  private PipedOutputStream stall(String caller) throws IOException {
    PipedOutputStream sender = new PipedOutputStream();
    TestExchange exchange = new TestExchange(caller, 10, new PipedInputStream(sender));
    threads.execute(
        () -> {
          try {
            admission.serve(exchange.request(), exchange.response(), (request, response) -> {});
          } catch (IOException | ServletException e) {
            throw new IllegalStateException(e);
          }
        });
    return sender;
  }

  private static InputStream octets(String text) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void pass(CountDownLatch gate) {
    try {
      gate.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Gives an octet at a time, and has none ready. */
  private static class Dripping extends InputStream {
    private final InputStream octets;

    Dripping(String text) {
      this.octets = octets(text);
    }

    void pause() {}

    @Override
    public int read() throws IOException {
      return octets.read();
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      pause();
      return octets.read(buffer, offset, 1);
    }
  }
}
