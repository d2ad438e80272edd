package org.bailiwick.master.mcp;

import jakarta.ws.rs.core.GenericType;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseBroadcaster;
import java.lang.reflect.Type;

/** Makes events whose parts can be read again. */
final class RecordedEvents implements Sse {

  /** What a client would see of an event. */
  record Seen(String id, String data, String comment) implements OutboundSseEvent {
    @Override
    public Class<?> getType() {
      return String.class;
    }

    @Override
    public Type getGenericType() {
      return String.class;
    }

    @Override
    public MediaType getMediaType() {
      return MediaType.APPLICATION_JSON_TYPE;
    }

    @Override
    public Object getData() {
      return data;
    }

    @Override
    public String getId() {
      return id;
    }

    @Override
    public String getName() {
      return null;
    }

    @Override
    public String getComment() {
      return comment;
    }

    @Override
    public long getReconnectDelay() {
      return RECONNECT_NOT_SET;
    }

    @Override
    public boolean isReconnectDelaySet() {
      return false;
    }
  }

  @Override
  public OutboundSseEvent.Builder newEventBuilder() {
    return new Recorder();
  }

  @Override
  public SseBroadcaster newBroadcaster() {
    throw new UnsupportedOperationException();
  }

  @SuppressWarnings("rawtypes")
  private static final class Recorder implements OutboundSseEvent.Builder {
    private String id;
    private String data;
    private String comment;

    @Override
    public OutboundSseEvent.Builder id(String value) {
      id = value;
      return this;
    }

    @Override
    public OutboundSseEvent.Builder name(String value) {
      return this;
    }

    @Override
    public OutboundSseEvent.Builder reconnectDelay(long milliseconds) {
      return this;
    }

    @Override
    public OutboundSseEvent.Builder mediaType(MediaType type) {
      return this;
    }

    @Override
    public OutboundSseEvent.Builder comment(String value) {
      comment = value;
      return this;
    }

    @Override
    public OutboundSseEvent.Builder data(Class type, Object value) {
      data = value.toString();
      return this;
    }

    @Override
    public OutboundSseEvent.Builder data(GenericType type, Object value) {
      return data(String.class, value);
    }

    @Override
    public OutboundSseEvent.Builder data(Object value) {
      return data(String.class, value);
    }

    @Override
    public OutboundSseEvent build() {
      return new Seen(id, data, comment);
    }
  }
}
