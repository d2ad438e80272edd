package org.bailiwick.ars.changestream;

import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.io.IOException;

/** The connection of a reader. Each method returns when the connection has taken what is sent. */
record ChangeReader(SseEventSink sink, Sse sse) implements ChangeTarget {

  @Override
  public boolean send(String id, String page) {
    return send(
        sse.newEventBuilder()
            .id(id)
            .name("changes")
            .mediaType(MediaType.APPLICATION_JSON_TYPE)
            .data(String.class, page)
            .build());
  }

  @Override
  public boolean alive() {
    return send(sse.newEventBuilder().comment("alive").build());
  }

  private boolean send(OutboundSseEvent event) {
    return !sink.isClosed()
        && sink.send(event).handle((done, failure) -> failure == null).toCompletableFuture().join();
  }

  @Override
  public void close() throws IOException {
    sink.close();
  }
}
