package org.bailiwick.enforcement.listen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The running listener. */
public final class LocalListener implements AutoCloseable {
  /** A strong reference, because a logger without one loses its level. */
  private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

  private static final int THREADS = 24;
  private static final int CONNECTIONS = 2000;

  /** A certificate that is passed on has some thousand characters. */
  private static final int HEADERS = 40 * 1024;

  private static final Duration IDLE = Duration.ofSeconds(60);

  /** The headers of a request have to come within this time, and the first request, too. */
  private static final Duration REQUEST = Duration.ofSeconds(10);

  private final Server server;
  private final AbstractConnector connector;

  private LocalListener(Server server, AbstractConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /**
   * Begins to listen.
   *
   * @throws IOException if the place is in use
   */
  public static LocalListener start(ListenPlace place, LocalPages pages) throws IOException {
    return start(place, pages, REQUEST);
  }

  static LocalListener start(ListenPlace place, LocalPages pages, Duration request)
      throws IOException {
    JETTY.setLevel(Level.WARNING);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    http.setRequestHeaderSize(HEADERS);
    http.setUriCompliance(UriCompliance.RFC3986);
    Server server = new Server(new QueuedThreadPool(THREADS));
    AbstractConnector connector = connector(server, place, new HttpConnectionFactory(http));
    connector.setIdleTimeout(IDLE.toMillis());
    connector.addBean(new RequestTime(connector, request));
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(CONNECTIONS, connector));
    server.setHandler(pages);
    server.setErrorHandler(LocalListener::refuse);
    LocalListener listener = new LocalListener(server, connector);
    try {
      server.start();
      if (place instanceof ListenPlace.Socket socket) {
        Path unused =
            Files.setPosixFilePermissions(
                socket.path(), PosixFilePermissions.fromString("rw-rw----"));
      }
      return listener;
    } catch (Exception e) { // Jetty declares no narrower type
      listener.close();
      throw new IOException("The enforcement point cannot listen at " + place, e);
    }
  }

  /** Answers what is no request of HTTP with the status alone, without a page of the server. */
  private static boolean refuse(Request request, Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    callback.succeeded();
    return true;
  }

  private static AbstractConnector connector(
      Server server, ListenPlace place, HttpConnectionFactory http) throws IOException {
    return switch (place) {
      case ListenPlace.Loopback loopback -> {
        ServerConnector connector = new ServerConnector(server, 1, 1, http);
        connector.setHost(loopback.address().getAddress().getHostAddress());
        connector.setPort(loopback.address().getPort());
        yield connector;
      }
      case ListenPlace.Socket socket -> {
        Files.deleteIfExists(socket.path());
        UnixDomainServerConnector connector = new UnixDomainServerConnector(server, 1, 1, http);
        connector.setUnixDomainPath(socket.path());
        yield connector;
      }
    };
  }

  /**
   * Closes connections that bring no first request, and those whose next one trickles, so that they
   * hold no place for long. The server's idle time begins again with each octet.
   */
  private record RequestTime(AbstractConnector connector, Duration longest)
      implements Connection.Listener {

    @Override
    public void onOpened(Connection connection) {
      lookLater(connection, 0, 0);
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

  /** The port, which the system has chosen if the place has port 0; 0 for a socket. */
  public int port() {
    return connector instanceof ServerConnector tcp ? tcp.getLocalPort() : 0;
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
