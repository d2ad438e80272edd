package org.bailiwick.master.enforcementfeed;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;
import java.util.Optional;

/** A reader of server-sent events. Waiting for each send keeps their order. */
public record SseTarget(SseEventSink sink, Sse sse) implements FeedTarget {

  @Override
  public boolean send(Optional<String> id, String name, String data) {
    OutboundSseEvent.Builder event =
        sse.newEventBuilder()
            .name(name)
            .mediaType(MediaType.APPLICATION_JSON_TYPE)
            .data(String.class, data);
    id.ifPresent(event::id);
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
