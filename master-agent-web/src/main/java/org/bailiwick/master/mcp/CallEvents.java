package org.bailiwick.master.mcp;

import jakarta.json.Json;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.bailiwick.master.job.StreamTarget;
import org.bailiwick.master.journal.JobRecord;
import org.bailiwick.master.journal.StepRecord;

/**
 * The stream of a call: notifications of progress while the job runs, if the client has named a
 * token for them, and the result in the end. Progress is the time since the job began, in seconds,
 * because it must grow with each notification, also of a stream that goes on at another node.
 */
final class CallEvents implements StreamTarget {

  /** The pause before a client connects again, in milliseconds. */
  private static final long RECONNECT = 1000;

  /** An empty {@code data} field: with the end of line that follows it is one CR LF. */
  private static final String EMPTY = "\r";

  private final CallPosition position;
  private final CallResults results;
  private final Clock clock;
  private final Client client;
  private boolean unprimed;
  private long told = -1;

  /**
   * The client's end of the connection.
   *
   * @param resumption whether the client knows events without data, by which it learns an event id
   *     (revision 2025-11-25, transports, "Sending Messages to the Server")
   */
  record Client(SseEventSink sink, Sse sse, Resumption resumption) {}

  CallEvents(CallPosition position, CallResults results, Clock clock, Client client) {
    this.position = position;
    this.results = results;
    this.clock = clock;
    this.client = client;
    this.unprimed =
        client.resumption() == Resumption.BY_EVENT_ID && position.progressToken().isEmpty();
  }

  @Override
  public synchronized boolean send(JobRecord job, Supplier<String> view) {
    // Waiting for the send keeps the order of events and detects a client that is gone.
    return !client.sink().isClosed()
        && client
            .sink()
            .send(next(job))
            .handle((done, failure) -> failure == null)
            .toCompletableFuture()
            .join();
  }

  @Override
  public void close() throws IOException {
    client.sink().close();
  }

  /** The next event, or a comment if the client has everything. */
  OutboundSseEvent next(JobRecord job) {
    OutboundSseEvent.Builder event = client.sse().newEventBuilder();
    long since =
        Math.max(0, Duration.between(job.progress().createdAt(), clock.instant()).toMillis());
    if (job.state().isFinal()) {
      return message(event, results.of(job, position.requestId()));
    }
    if (unprimed) {
      unprimed = false;
      return event
          .id(position.eventId(since))
          .reconnectDelay(RECONNECT)
          .data(String.class, EMPTY)
          .build();
    }
    if (position.progressToken().isEmpty() || since <= told) {
      return event.comment(job.state().text()).build();
    }
    told = since;
    return message(event.id(position.eventId(since)), progress(job, since));
  }

  private String progress(JobRecord job, long milliseconds) {
    String params =
        Json.createObjectBuilder()
            .add("progress", BigDecimal.valueOf(milliseconds, 3))
            .add("message", state(job))
            .build()
            .toString();
    return "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":"
        + "{\"progressToken\":"
        + position.progressToken().orElseThrow()
        + ","
        + params.substring(1)
        + "}";
  }

  private static String state(JobRecord job) {
    long ended = job.steps().stream().filter(step -> step.state().isFinal()).count();
    StepRecord last = job.steps().getLast();
    return "%d of %d steps have ended; %s: %s"
        .formatted(ended, job.steps().size(), last.capability(), last.state().text());
  }

  private static OutboundSseEvent message(OutboundSseEvent.Builder event, String json) {
    return event.mediaType(MediaType.APPLICATION_JSON_TYPE).data(String.class, json).build();
  }
}
