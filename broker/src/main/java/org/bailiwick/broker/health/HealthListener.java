package org.bailiwick.broker.health;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bailiwick.broker.metrics.BrokerMetrics;
import org.bailiwick.listener.HttpListener;
import org.bailiwick.listener.ListenerAddress;
import org.bailiwick.listener.ListenerBounds;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Serves {@code /health}, {@code /health/live}, {@code /health/ready} and {@code /metrics}. */
public final class HealthListener {
  private static final int THREADS = 8;
  private static final int CONNECTIONS = 32;
  private static final int HEADERS = 8 * 1024;
  private static final String PLAIN = "text/plain";
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;
  private static final int NOT_ALLOWED = 405;
  private static final int UNAVAILABLE = 503;

  /** What the listener tells. */
  public interface Source {
    /** Whether a restart would help. */
    List<HealthCheck> live();

    /** Whether the broker does what it is for. */
    List<HealthCheck> ready();

    /** The metrics in the text format of Prometheus. */
    String metrics();
  }

  private HealthListener() {}

  /**
   * Listens at this loopback address.
   *
   * @throws IOException if the address is in use
   */
  public static HttpListener start(InetSocketAddress address, Source source) throws IOException {
    return start(address, source, Duration.ofSeconds(10));
  }

  /** As above; each connection is closed after this time, whatever is under way. */
  static HttpListener start(InetSocketAddress address, Source source, Duration connectionTime)
      throws IOException {
    return HttpListener.start(
        "The broker's listener for health checks",
        new ListenerAddress.Port(address, Optional.empty()),
        new ListenerBounds(
            THREADS,
            CONNECTIONS,
            HEADERS,
            connectionTime,
            connectionTime,
            Optional.of(connectionTime)),
        HttpListener.Answers.of(new Pages(source)));
  }

  /** Answers requests; what is known of each path is known already. */
  private static final class Pages extends Handler.Abstract {
    private final Source source;

    Pages(Source source) {
      this.source = source;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      Page page = page(request);
      response.setStatus(page.status());
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, page.type());
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
      if (page.status() == NOT_ALLOWED) {
        response.getHeaders().put(HttpHeader.ALLOW, "GET");
      }
      response.write(true, ByteBuffer.wrap(page.text().getBytes(StandardCharsets.UTF_8)), callback);
      return true;
    }

    private record Page(int status, String type, String text) {}

    private Page page(Request request) {
      if (!"GET".equals(request.getMethod())) {
        return new Page(NOT_ALLOWED, PLAIN, "GET only\n");
      }
      String path = request.getHttpURI().getPathQuery(); // null for CONNECT
      return switch (path == null ? "" : path) {
        case "/health" ->
            health(Stream.concat(source.live().stream(), source.ready().stream()).toList());
        case "/health/live" -> health(source.live());
        case "/health/ready" -> health(source.ready());
        case "/metrics" -> new Page(OK, BrokerMetrics.mediaType(), source.metrics());
        default -> new Page(NOT_FOUND, PLAIN, "not found\n");
      };
    }

    private static Page health(List<HealthCheck> checks) {
      int status = HealthCheck.areUp(checks) ? OK : UNAVAILABLE;
      return new Page(status, "application/json", HealthCheck.json(checks));
    }
  }
}
