package org.bailiwick.master.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import jakarta.ws.rs.core.GenericType;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseBroadcaster;
import jakarta.ws.rs.sse.SseEventSink;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.journal.ExecutionState;
import org.bailiwick.master.journal.JobOwner;
import org.bailiwick.master.journal.JobRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tests streams to clients that do not read, and to a client that opens too many streams. */
class JobStreamsTest {
  private static final Sse SSE = new PlainSse();

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger atWork = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();
  private final JobStreams streams =
      new JobStreams(id -> Optional.of(running(id)), job -> job.jobId(), this::execute, 100);

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
      streams.open("reader-" + job, "job-" + job, client, SSE);
    }
    for (int tick = 0; tick < 10; tick++) {
      streams.refresh();
    }
    await().until(() -> stalled.stream().filter(Client::wasTold).count() == 8);
    assertThat(most).hasValue(8);
    Client reading = new Client(CompletableFuture.completedFuture(null));
    streams.open("reader", "job-x", reading, SSE);
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

  private void open(String reader) {
    streams.open(reader, "job", new Client(CompletableFuture.completedFuture(null)), SSE);
  }

  private ProblemException refused(String reader) {
    return catchThrowableOfType(ProblemException.class, () -> open(reader));
  }

  private static JobRecord running(String id) {
    Instant now = Instant.EPOCH;
    return new JobRecord(
        id,
        new JobOwner("caller", "1", null, "principal"),
        new JobRecord.Origin("txn", "jti", "purpose"),
        new JobRecord.Progress(
            ExecutionState.RUNNING, Optional.empty(), now, now, Optional.empty()),
        List.of());
  }

  /** A client that has read an event when {@code answer} completes. */
  private static final class Client implements SseEventSink {
    private final CompletableFuture<Object> answer;
    private volatile boolean told;

    Client(CompletableFuture<Object> answer) {
      this.answer = answer;
    }

    boolean wasTold() {
      return told;
    }

    @Override
    public boolean isClosed() {
      return false;
    }

    @Override
    public CompletionStage<?> send(OutboundSseEvent event) {
      told = true;
      return answer;
    }

    @Override
    public void close() {}
  }

  /** Makes events without content, because this test only checks which threads wait. */
  private static final class PlainSse implements Sse {
    @Override
    public OutboundSseEvent.Builder newEventBuilder() {
      return new PlainBuilder();
    }

    @Override
    public SseBroadcaster newBroadcaster() {
      throw new UnsupportedOperationException();
    }
  }

  @SuppressWarnings("rawtypes")
  private static final class PlainBuilder implements OutboundSseEvent.Builder {
    @Override
    public OutboundSseEvent.Builder id(String id) {
      return this;
    }

    @Override
    public OutboundSseEvent.Builder name(String name) {
      return this;
    }

    @Override
    public OutboundSseEvent.Builder reconnectDelay(long milliseconds) {
      return this;
    }

    @Override
    public OutboundSseEvent.Builder mediaType(MediaType mediaType) {
      return this;
    }

    @Override
    public OutboundSseEvent.Builder comment(String comment) {
      return this;
    }

    @Override
    public OutboundSseEvent.Builder data(Class type, Object data) {
      return this;
    }

    @Override
    public OutboundSseEvent.Builder data(GenericType type, Object data) {
      return this;
    }

    @Override
    public OutboundSseEvent.Builder data(Object data) {
      return this;
    }

    @Override
    public OutboundSseEvent build() {
      return null;
    }
  }
}
