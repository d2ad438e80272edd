package org.bailiwick.node.writer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.audit.AuditChain;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.audit.AuditRow;
import org.bailiwick.node.request.RequestContext;
import org.bailiwick.node.request.RequestIdFilter;
import org.bailiwick.node.testing.TestClock;
import org.bailiwick.node.testing.TestDatabase;
import org.glassfish.jersey.internal.MapPropertiesDelegate;
import org.glassfish.jersey.server.ContainerRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The way of refusal counts into the database, in a request of an unknown caller. */
class RefusalsCountedTest {
  private static final String CHAIN = "authority/test";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final TestClock clock = TestClock.atPresent();
  private final TestDatabase database = TestDatabase.ofCommonTables();
  private final ExecutorService callers = Executors.newCachedThreadPool();
  private final CountDownLatch gate = new CountDownLatch(1);
  private final ContainerRequest request =
      new ContainerRequest(
          URI.create("https://127.0.0.1/"),
          URI.create("https://127.0.0.1/nowhere"),
          "GET",
          null,
          new MapPropertiesDelegate(new HashMap<>()),
          null);

  @BeforeEach
  void enterRequest() {
    new RequestIdFilter().filter(request);
    RequestContext.comesFrom("192.0.2.7");
  }

  @AfterEach
  void close() {
    gate.countDown();
    callers.shutdownNow();
    database.close();
    assertThat(request.getMethod()).as("held until here").isEqualTo("GET");
  }

  @Test
  void theCountIsWrittenWhenTheMinuteIsOverThoughNobodyComes() {
    try (GroupWriter writer = writer(database.sink(), 100)) {
      assertThat(writer.recordRefusal(refusal())).isTrue();
      assertThat(writer.recordRefusal(refusal())).isFalse();
      assertThat(rows()).hasSize(1);
      clock.move(Duration.ofMinutes(1));
      await().atMost(PATIENCE).until(() -> rows().size() == 2);
      AuditRow count = rows().getLast();
      assertThat(count.event()).isEqualTo("refusals.counted");
      assertThat(count.requestId()).isEqualTo("none");
      assertThat(count.subject()).isEqualTo("anonymous");
      assertThat(count.details()).contains("\"count\":\"1\"", "\"source\":\"192.0.2.7\"");
    }
  }

  @Test
  void anOrderlyStopWritesTheCountOfTheOpenMinute() {
    GroupWriter writer = writer(database.sink(), 100);
    for (int i = 0; i < 10; i++) {
      writer.recordRefusal(refusal());
    }
    writer.close();
    assertThat(rows()).hasSize(2);
    assertThat(rows().getLast().details()).contains("\"count\":\"9\"");
    assertThatThrownBy(() -> writer.recordRefusal(refusal())).isInstanceOf(ProblemException.class);
  }

  @Test
  void aFloodTakesNoPlaceFromThoseWhoAreKnown() throws Exception {
    BatchSink sink = database.sink();
    CountDownLatch entered = new CountDownLatch(1);
    BatchSink gated =
        batch -> {
          entered.countDown();
          try {
            gate.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          sink.write(batch);
        };
    try (GroupWriter writer = writer(gated, 2)) {
      Future<?> first = callers.submit(RequestContext.carrier().apply(() -> refuse(writer)));
      entered.await();
      for (int i = 0; i < 5000; i++) {
        assertThat(writer.recordRefusal(refusal())).as("counted while nothing moves").isFalse();
      }
      Future<?> known = callers.submit(() -> writer.record(refusal()));
      gate.countDown();
      first.get();
      known.get();
    }
    assertThat(rows()).extracting(AuditRow::event).contains("request.refused", "refusals.counted");
  }

  @Test
  void aCountThatCouldNotBeStoredIsStoredLater() {
    AtomicBoolean broken = new AtomicBoolean();
    BatchSink sink = database.sink();
    BatchSink breaking =
        batch -> {
          if (broken.get()) {
            throw new IllegalStateException("the database is away");
          }
          sink.write(batch);
        };
    try (GroupWriter writer = writer(breaking, 100)) {
      writer.recordRefusal(refusal());
      writer.recordRefusal(refusal());
      broken.set(true);
      clock.move(Duration.ofMinutes(1));
      assertThatThrownBy(() -> writer.record(refusal())).isInstanceOf(RuntimeException.class);
      broken.set(false);
      await()
          .atMost(PATIENCE)
          .until(
              () -> {
                // Each failure puts the next try off from its own moment.
                clock.move(Duration.ofSeconds(10));
                return rows().size() == 2;
              });
      assertThat(rows().getLast().details()).contains("\"count\":\"1\"");
    }
  }

  private static void refuse(GroupWriter writer) {
    writer.recordRefusal(refusal());
  }

  private GroupWriter writer(BatchSink sink, int queue) {
    return new GroupWriter(
        sink, Thread::new, new WriterSettings(CHAIN, 64, queue, Duration.ofSeconds(30), clock));
  }

  private List<AuditRow> rows() {
    return database.inTransaction(em -> AuditChain.read(em, CHAIN, 1, 100));
  }

  private static AuditEntry refusal() {
    return AuditEntry.of("request.refused", Outcome.DENIED, "path", "anonymous");
  }
}
