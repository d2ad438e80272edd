package org.bailiwick.enforcement.listen;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.unixdomain.server.UnixDomainServerConnector;
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

  /** A connection has to bring its first request within this time. */
  private static final Duration FIRST_REQUEST = Duration.ofSeconds(10);

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
    JETTY.setLevel(Level.WARNING);
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    http.setRequestHeaderSize(HEADERS);
    http.setUriCompliance(UriCompliance.RFC3986);
    Server server = new Server(new QueuedThreadPool(THREADS));
    AbstractConnector connector = connector(server, place, new HttpConnectionFactory(http));
    connector.setIdleTimeout(IDLE.toMillis());
    connector.addBean(new FirstRequest(connector));
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(CONNECTIONS, connector));
    server.setHandler(pages);
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

  /** Closes connections that bring no request, so that they hold no place for long. */
  private record FirstRequest(AbstractConnector connector) implements Connection.Listener {
    @Override
    public void onOpened(Connection connection) {
      connector
          .getScheduler()
          .schedule(() -> closeUnused(connection), FIRST_REQUEST.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void closeUnused(Connection connection) {
      if (connection.getMessagesIn() == 0) {
        connection.getEndPoint().close();
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
