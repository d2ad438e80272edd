package org.bailiwick.broker.health;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.bailiwick.broker.metrics.BrokerMetrics;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Serves {@code /health}, {@code /health/live}, {@code /health/ready} and {@code /metrics}. */
public final class HealthListener implements AutoCloseable {
  /** A strong reference, because a logger without one loses its level. */
  private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

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

  private final Server server;
  private final ServerConnector connector;

  private HealthListener(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /**
   * Listens at this loopback address.
   *
   * @throws IOException if the address is in use
   */
  public static HealthListener start(InetSocketAddress address, Source source) throws IOException {
    return start(address, source, Duration.ofSeconds(10));
  }

  /** As above; each connection is closed after this time, whatever is under way. */
  static HealthListener start(InetSocketAddress address, Source source, Duration connectionTime)
      throws IOException {
    JETTY.setLevel(Level.WARNING);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADERS);
    Server server = new Server(new QueuedThreadPool(THREADS));
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(address.getAddress().getHostAddress());
    connector.setPort(address.getPort());
    connector.setIdleTimeout(connectionTime.toMillis());
    connector.addBean(new ConnectionTime(connector, connectionTime));
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(CONNECTIONS, connector));
    server.setHandler(new Pages(source));
    server.setErrorHandler( // a status alone, without a page of the server
        (request, response, callback) -> {
          callback.succeeded();
          return true;
        });
    try {
      server.start();
      return new HealthListener(server, connector);
    } catch (Exception e) { // Jetty declares no narrower type
      stop(server);
      throw new IOException("The broker cannot listen at " + address + " for health checks", e);
    }
  }

  /** The time of a connection is bounded, so that slow clients hold no place for long. */
  private record ConnectionTime(ServerConnector connector, Duration bound)
      implements Connection.Listener {
    @Override
    public void onOpened(Connection connection) {
      connector
          .getScheduler()
          .schedule(
              () -> connection.getEndPoint().close(), bound.toMillis(), TimeUnit.MILLISECONDS);
    }
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

  /** The port; the system has chosen it if the address has port 0. */
  public int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    stop(server);
  }

  private static void stop(Server server) {
    try {
      server.stop();
    } catch (Exception e) { // Jetty declares no narrower type
      throw new IllegalStateException("the listener for health checks cannot be stopped", e);
    }
  }
}
