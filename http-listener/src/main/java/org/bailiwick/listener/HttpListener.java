package org.bailiwick.listener;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A running listener for HTTP/1.1 (Jetty, docs/decisions/0027), which tells nobody its software and
 * bounds what clients may take.
 */
public final class HttpListener implements AutoCloseable {
  /** A strong reference, because a logger without one loses its level. */
  private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

  private final Server server;
  private final AbstractConnector connector;
  private final ConnectionBounds connections;

  private HttpListener(Server server, AbstractConnector connector, ConnectionBounds connections) {
    this.server = server;
    this.connector = connector;
    this.connections = connections;
  }

  /**
   * The handlers of a listener.
   *
   * @param pages the answers to requests
   * @param refusals the answers to what is no request of HTTP; their status is set already
   */
  public record Answers(Handler pages, Request.Handler refusals) {

    /** What is no request of HTTP gets the status alone, without a page of the server. */
    public static Answers of(Handler pages) {
      return new Answers(pages, Answers::refuse);
    }

    private static boolean refuse(Request request, Response response, Callback callback) {
      response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
      callback.succeeded();
      return true;
    }
  }

  /**
   * Begins to listen.
   *
   * @param owner who listens, for the message of a failure, as "The broker"
   * @throws IOException if the address is in use, or cannot be had
   */
  public static HttpListener start(
      String owner, ListenerAddress address, ListenerBounds bounds, Answers answers)
      throws IOException {
    JETTY.setLevel(Level.WARNING);
    Server server = new Server(new QueuedThreadPool(bounds.threads()));
    AbstractConnector connector = connector(server, address, http(bounds));
    connector.setIdleTimeout(bounds.idle().toMillis());
    ConnectionBounds connections = new ConnectionBounds(connector, bounds);
    connector.addBean(connections);
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(bounds.connections(), connector));
    server.setHandler(answers.pages());
    server.setErrorHandler(answers.refusals());
    HttpListener listener = new HttpListener(server, connector, connections);
    try {
      server.start();
      return listener;
    } catch (Exception e) { // Jetty declares no narrower type
      listener.close();
      throw new IOException(owner + " cannot listen at " + address, e);
    }
  }

  private static HttpConnectionFactory http(ListenerBounds bounds) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    http.setRequestHeaderSize(bounds.headerOctets());
    http.setUriCompliance(UriCompliance.RFC3986);
    return new HttpConnectionFactory(http);
  }

  private static AbstractConnector connector(
      Server server, ListenerAddress address, HttpConnectionFactory http) throws IOException {
    return switch (address) {
      case ListenerAddress.Port port -> {
        ServerConnector connector =
            port.tls()
                .map(tls -> new SslConnectionFactory(tls, http.getProtocol()))
                .map(tls -> new ServerConnector(server, 1, 1, tls, http))
                .orElseGet(() -> new ServerConnector(server, 1, 1, http));
        connector.setHost(port.address().getAddress().getHostAddress());
        connector.setPort(port.address().getPort());
        yield connector;
      }
      case ListenerAddress.Socket socket -> {
        Files.deleteIfExists(socket.path());
        UnixDomainServerConnector connector = new UnixDomainServerConnector(server, 1, 1, http);
        connector.setUnixDomainPath(socket.path());
        yield connector;
      }
    };
  }

  /**
   * Bounds the time of a body: closes the request's connection if the body has not come by then,
   * however steadily it trickles. Who has read the body cancels it.
   */
  public static Scheduler.Task limitBody(Request request, Duration longest) {
    return request
        .getComponents()
        .getScheduler()
        .schedule(
            () -> request.getConnectionMetaData().getConnection().getEndPoint().close(),
            longest.toMillis(),
            TimeUnit.MILLISECONDS);
  }

  /** The port, which the system has chosen if the address has port 0; 0 for a socket. */
  public int port() {
    return connector instanceof ServerConnector tcp ? tcp.getLocalPort() : 0;
  }

  /** The number of connections whose time is watched. */
  int watched() {
    return connections.watched();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) { // Jetty declares no narrower type
      throw new IllegalStateException("the listener cannot be stopped", e);
    }
  }
}
