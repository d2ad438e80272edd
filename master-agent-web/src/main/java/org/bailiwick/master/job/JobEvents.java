package org.bailiwick.master.job;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.util.function.Supplier;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.master.journal.JobRecord;

/**
 * Events named job to one client, each with the whole job. The digest of the last view tells
 * whether the view is new.
 */
final class JobEvents implements StreamTarget {
  private final SseEventSink sink;
  private final Sse sse;
  private String sent = "";

  JobEvents(SseEventSink sink, Sse sse) {
    this.sink = sink;
    this.sse = sse;
  }

  /** Sends the view, or a comment if the client has it. */
  @Override
  public synchronized boolean send(JobRecord job, Supplier<String> view) {
    String text = view.get();
    OutboundSseEvent.Builder event = sse.newEventBuilder();
    String digest = Sha256.hex(text);
    if (digest.equals(sent)) {
      event.comment("unchanged");
    } else {
      event.name("job").mediaType(MediaType.APPLICATION_JSON_TYPE).data(String.class, text);
    }
    sent = digest;
    // Waiting for the send keeps the order of events and detects a client that is gone.
    return !sink.isClosed()
        && sink.send(event.build())
            .handle((done, failure) -> failure == null)
            .toCompletableFuture()
            .join();
  }

  @Override
  public void close() throws IOException {
    sink.close();
  }
}
