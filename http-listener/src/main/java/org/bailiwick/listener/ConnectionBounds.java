package org.bailiwick.listener;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.AbstractConnector;

/**
 * Closes connections that bring no first request, and those whose next one trickles, so that they
 * hold no place for long. The server's idle time begins again with each octet.
 */
record ConnectionBounds(AbstractConnector connector, ListenerBounds bounds)
    implements Connection.Listener {

  @Override
  public void onOpened(Connection connection) {
    if (connection instanceof SslConnection) {
      return; // it counts no requests; the connection within it does
    }
    lookLater(connection, 0, 0);
    bounds
        .connectionTime()
        .ifPresent(longest -> later(longest, () -> connection.getEndPoint().close()));
  }

  /** Looks again after the time, by which what has begun must have ended. */
  private void lookLater(Connection connection, long requests, long octets) {
    later(bounds.requestTime(), () -> look(connection, requests, octets));
  }

  private void later(Duration time, Runnable task) {
    connector.getScheduler().schedule(task, time.toMillis(), TimeUnit.MILLISECONDS);
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
