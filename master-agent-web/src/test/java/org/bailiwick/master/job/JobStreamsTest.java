package org.bailiwick.master.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.caller.TestCallers;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobOwner;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.testing.TestEvents;
import org.bailiwick.node.audit.AuditEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Tests streams to clients that do not read, to a client that opens too many streams, and to
 * readers whose right ends.
 */
class JobStreamsTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<AuditEntry> audit = new CopyOnWriteArrayList<>();
  private final AtomicInteger atWork = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final JobStreams streams =
      new JobStreams(
          id -> Optional.of(running(id)), job -> job.jobId(), this::execute, 100, audit::add);

  private void execute(Runnable task) {
    threads.execute(
        () -> {
          most.accumulateAndGet(atWork.incrementAndGet(), Math::max);
          try {
            task.run();
          } finally {
            atWork.decrementAndGet();
          }
        });
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void clientsThatDoNotReadHoldAFewThreadsAndOthersAreToldWhenOneEnds() {
    List<Client> stalled = new ArrayList<>();
    for (int job = 0; job < 20; job++) {
      Client client = new Client(new CompletableFuture<>());
      stalled.add(client);
      streams.open(reader("reader-" + job), "job-" + job, client, TestEvents.SSE);
    }
    for (int tick = 0; tick < 10; tick++) {
      streams.refresh();
    }
    await().until(() -> stalled.stream().filter(Client::wasTold).count() == 8);
    assertThat(most).hasValue(8);
    Client reading = new Client(CompletableFuture.completedFuture(null));
    streams.open(reader("reader"), "job-x", reading, TestEvents.SSE);
    stalled.forEach(client -> client.answer.completeExceptionally(new IllegalStateException()));
    await().until(reading::wasTold);
    await().until(() -> streams.openStreams() == 1);
    await().until(() -> atWork.get() == 0);
  }

  @Test
  void oneReaderHasAQuarterOfAllStreamsAtMost() {
    for (int number = 0; number < 25; number++) {
      open("greedy");
    }
    assertThat(refused("greedy").type()).isEqualTo(ProblemType.TOO_MANY_REQUESTS);
    for (String other : List.of("a", "b", "c")) {
      for (int number = 0; number < 25; number++) {
        open(other);
      }
    }
    assertThat(refused("d").check()).isEqualTo("event-streams");
    assertThat(streams.openStreams()).isEqualTo(100);
  }

  /** Others count and end as those do, and say what they want. */
  @Test
  void streamsOfOtherEventsAreBoundedTogetherWithThese() {
    List<String> told = new CopyOnWriteArrayList<>();
    JobStreams direct = direct();
    direct.open(reader("greedy"), "job", new Told(told));
    direct.refresh();
    assertThat(told).containsExactly("job", "job");
    for (int number = 1; number < 25; number++) {
      direct.requireRoom("greedy");
      direct.open(
          reader("greedy"),
          "job",
          new Client(CompletableFuture.completedFuture(null)),
          TestEvents.SSE);
    }
    assertThat(
            catchThrowableOfType(ProblemException.class, () -> direct.requireRoom("greedy"))
                .check())
        .isEqualTo("event-streams");
    assertThat(direct.openStreams()).isEqualTo(25);
  }

  /** Revoked, expired or denied: the next event is not sent, and the stream ends. */
  @Test
  void aStreamEndsWhenItsReaderMayNotReadTheJobAnyMore() {
    AtomicReference<RuntimeException> refusal = new AtomicReference<>();
    Client revoked = new Client(CompletableFuture.completedFuture(null));
    Client other = new Client(CompletableFuture.completedFuture(null));
    JobStreams direct = direct();
    direct.open(
        new StreamReader("revoked", job -> requireNone(refusal)), "job", revoked, TestEvents.SSE);
    direct.open(reader("other"), "job", other, TestEvents.SSE);
    assertThat(direct.openStreams()).isEqualTo(2);
    int told = revoked.told();
    int toldOther = other.told();
    assertThat(told).isPositive();

    refusal.set(
        new ProblemException(ProblemType.CREDENTIAL_REVOKED, "peer-revoked", "It was revoked."));
    direct.refresh();
    assertThat(revoked.isClosed()).isTrue();
    assertThat(revoked.told()).isEqualTo(told);
    assertThat(other.told()).isGreaterThan(toldOther);
    assertThat(other.isClosed()).isFalse();
    assertThat(direct.openStreams()).isEqualTo(1);
    assertThat(audit)
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.event()).isEqualTo("job-stream.ended");
              assertThat(row.outcome()).isEqualTo(AuditEntry.Outcome.DENIED);
              assertThat(row.check()).isEqualTo("peer-revoked");
              assertThat(row.subject()).isEqualTo("revoked");
              assertThat(row.resource()).isEqualTo("job");
            });
  }

  /** Nothing is sent while the right is not known, and the stream goes on when it is. */
  @Test
  void aDependencyThatIsAwayEndsNoStream() {
    AtomicReference<RuntimeException> failure =
        new AtomicReference<>(new IllegalStateException("the database is away"));
    Client client = new Client(CompletableFuture.completedFuture(null));
    Client other = new Client(CompletableFuture.completedFuture(null));
    JobStreams direct = direct();
    direct.open(
        new StreamReader("reader", job -> requireNone(failure)), "job", client, TestEvents.SSE);
    direct.open(reader("other"), "job", other, TestEvents.SSE);
    failure.set(new ProblemException(ProblemType.DEPENDENCY_UNAVAILABLE, "database", "Later."));
    direct.refresh();
    assertThat(other.told()).isGreaterThan(1);
    assertThat(client.told()).isZero();
    failure.set(null);
    direct.refresh();
    assertThat(client.told()).isEqualTo(1);
    assertThat(client.isClosed()).isFalse();
    assertThat(audit).isEmpty();
  }

  /** Sends in the thread that opens or refreshes. */
  private JobStreams direct() {
    return new JobStreams(
        id -> Optional.of(running(id)), job -> job.jobId(), Runnable::run, 100, audit::add);
  }

  private static void requireNone(AtomicReference<RuntimeException> failure) {
    if (failure.get() != null) {
      throw failure.get();
    }
  }

  private static StreamReader reader(String id) {
    return new StreamReader(id, job -> {});
  }

  private void open(String reader) {
    streams.open(
        reader(reader), "job", new Client(CompletableFuture.completedFuture(null)), TestEvents.SSE);
  }

  private ProblemException refused(String reader) {
    return catchThrowableOfType(ProblemException.class, () -> open(reader));
  }

  private static JobRecord running(String id) {
    Instant now = Instant.EPOCH;
    return new JobRecord(
        id,
        new JobOwner(TestCallers.agent("spiffe://partner.example/agent/caller"), "principal"),
        new JobRecord.Origin("txn", "jti", "purpose", Optional.empty()),
        new JobRecord.Progress(
            ExecutionState.RUNNING, Optional.empty(), now, now, Optional.empty(), Optional.empty()),
        List.of());
  }

  /** A client that is told the whole view each time. */
  private record Told(List<String> told) implements StreamTarget {
    @Override
    public boolean send(JobRecord job, Supplier<String> view) {
      return told.add(view.get());
    }

    @Override
    public void close() {
      told.clear();
    }
  }

  /** A client that has read an event when {@code answer} completes. */
  private static final class Client implements SseEventSink {
    private final CompletableFuture<Object> answer;
    private final AtomicInteger told = new AtomicInteger();
    private volatile boolean closed;

    Client(CompletableFuture<Object> answer) {
      this.answer = answer;
    }

    boolean wasTold() {
      return told.get() > 0;
    }

    int told() {
      return told.get();
    }

    @Override
    public boolean isClosed() {
      return closed;
    }

    @Override
    public CompletionStage<?> send(OutboundSseEvent event) {
      told.incrementAndGet();
      return answer;
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
