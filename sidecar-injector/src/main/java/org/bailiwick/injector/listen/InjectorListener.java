package org.bailiwick.injector.listen;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The running TLS listener. */
public final class InjectorListener implements AutoCloseable {
  /** A strong reference, because a logger without one loses its level. */
  private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

  private static final int THREADS = 24;
  private static final int CONNECTIONS = 2000;
  private static final int HEADERS = 16 * 1024;

  /** API servers keep connections open for a while. */
  private static final Duration IDLE = Duration.ofSeconds(90);

  private final Server server;
  private final ServerConnector connector;

  private InjectorListener(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /**
   * Who listens.
   *
   * @param caller who has to show a certificate; nobody if empty
   * @param requestTime within which the handshake and the first request, and later each request,
   *     have to come
   */
  public record Place(
      InetSocketAddress address,
      ServingCertificate certificate,
      Optional<ApiServerIdentity> caller,
      Duration requestTime) {}

  /**
   * Begins to listen.
   *
   * @throws IOException if the address is in use, or TLS cannot be set up
   */
  public static InjectorListener start(Place place, InjectorPages pages) throws IOException {
    JETTY.setLevel(Level.WARNING);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    http.setRequestHeaderSize(HEADERS);
    http.setUriCompliance(UriCompliance.RFC3986);
    Server server = new Server(new QueuedThreadPool(THREADS));
    ServerConnector connector =
        new ServerConnector(
            server,
            1,
            1,
            new SslConnectionFactory(tls(place), "http/1.1"),
            new HttpConnectionFactory(http));
    connector.setHost(place.address().getHostString());
    connector.setPort(place.address().getPort());
    connector.setIdleTimeout(IDLE.toMillis());
    connector.addBean(new RequestTime(connector, place.requestTime()));
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(CONNECTIONS, connector));
    server.setHandler(pages);
    server.setErrorHandler(InjectorListener::refuse);
    InjectorListener listener = new InjectorListener(server, connector);
    try {
      server.start();
      return listener;
    } catch (Exception e) { // Jetty declares no narrower type
      listener.close();
      throw new IOException("The sidecar injector cannot listen at " + place.address(), e);
    }
  }

  /** Probes show no certificate; the pages require one for what only the API server may do. */
  private static SslContextFactory.Server tls(Place place) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManager[] trust =
          place
              .caller()
              .map(caller -> new TrustManager[] {caller.trust()})
              .orElse(new TrustManager[0]);
      context.init(new KeyManager[] {place.certificate()}, trust, null);
      SslContextFactory.Server factory = new SslContextFactory.Server();
      factory.setSslContext(context);
      factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
      factory.setWantClientAuth(place.caller().isPresent());
      factory.setRenegotiationAllowed(false);
      return factory;
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be set up", e);
    }
  }

  /** Answers what is no request of HTTP with the status alone, without a page of the server. */
  private static boolean refuse(Request request, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    callback.succeeded();
    return true;
  }

  /**
   * Closes connections that bring no first request, and those whose next one trickles, so that they
   * hold no place for long. The server's idle time begins again with each octet.
   */
  private record RequestTime(ServerConnector connector, Duration longest)
      implements Connection.Listener {

    @Override
    public void onOpened(Connection connection) {
      if (!(connection instanceof SslConnection)) { // it counts no requests; the one within it does
        lookLater(connection, 0, 0);
      }
    }

    /** Looks again after the time, by which what has begun must have ended. */
    private void lookLater(Connection connection, long requests, long octets) {
      connector
          .getScheduler()
          .schedule(
              () -> look(connection, requests, octets), longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look(Connection connection, long requestsBefore, long octetsBefore) {
      if (!connection.getEndPoint().isOpen()) {
        return;
      }
      long requests = connection.getMessagesIn();
      boolean isAnswered = requests == connection.getMessagesOut();
      boolean isTrickle =
          requests == requestsBefore && isAnswered && connection.getBytesIn() != octetsBefore;
      if (requests == 0 || isTrickle) {
        connection.getEndPoint().close();
      } else {
        lookLater(connection, requests, connection.getBytesIn());
      }
    }
  }

  /** The port, which the system has chosen if the address has port 0. */
  public int port() {
    return connector.getLocalPort();
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
