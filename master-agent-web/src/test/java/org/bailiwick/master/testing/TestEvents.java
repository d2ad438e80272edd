package org.bailiwick.master.testing;

import jakarta.ws.rs.core.GenericType;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.OutboundSseEvent;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseBroadcaster;
import jakarta.ws.rs.sse.SseEventSink;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A client that reads each event at once, and what the container gives the resource for it. */
public final class TestEvents implements SseEventSink {

  /** Makes events without content. */
  public static final Sse SSE = new PlainSse();

  private final AtomicInteger told = new AtomicInteger();
  private volatile boolean closed;

  /** The number of events and comments that were sent. */
  public int told() {
    return told.get();
  }

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public CompletionStage<?> send(OutboundSseEvent event) {
    told.incrementAndGet();
    return CompletableFuture.completedFuture(null);
  }

  @Override
  public void close() {
    closed = true;
  }

  /** The headers of a request with these Authorization headers. */
  public static HttpHeaders headers(String... authorization) {
    MultivaluedHashMap<String, String> headers = new MultivaluedHashMap<>();
    if (authorization.length > 0) {
      headers.put(HttpHeaders.AUTHORIZATION, List.of(authorization));
    }
    return answering(HttpHeaders.class, Map.of("getRequestHeaders", headers));
  }

  /** The address of a request without a query. */
  public static UriInfo uri() {
    return answering(
        UriInfo.class,
        Map.of(
            "getPath",
            "v1/jobs/4/events",
            "getRequestUri",
            URI.create("https://master.bailiwick.example/v1/jobs/4/events"),
            "getQueryParameters",
            new MultivaluedHashMap<String, String>()));
  }

  /** A request by GET. */
  public static Request request() {
    return answering(Request.class, Map.of("getMethod", "GET"));
  }

  private static <T> T answering(Class<T> type, Map<String, Object> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            TestEvents.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answers.get(method.getName())));
  }

  /** Makes events without content, because the tests only count them. */
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
