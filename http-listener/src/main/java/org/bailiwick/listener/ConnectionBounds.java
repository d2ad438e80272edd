package org.bailiwick.listener;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.ssl.SslConnection;
import org.eclipse.jetty.server.AbstractConnector;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * Closes connections that bring no first request, and those whose next one trickles, so that they
 * hold no place for long. The server's idle time begins again with each octet. A connection that
 * has closed is forgotten at once, because clients may open thousands within the time of a request.
 */
final class ConnectionBounds implements Connection.Listener {
  private final AbstractConnector connector;
  private final ListenerBounds bounds;
  private final Map<Connection, Scheduler.Task> looks = new ConcurrentHashMap<>();

  /** The state of a connection at the last look. */
  private record Seen(long openedNanos, long requests, long octets) {}

  ConnectionBounds(AbstractConnector connector, ListenerBounds bounds) {
    this.connector = connector;
    this.bounds = bounds;
  }

  /** The number of connections that will be looked at. */
  int watched() {
    return looks.size();
  }

  @Override
  public void onOpened(Connection connection) {
    if (!(connection instanceof SslConnection)) { // it counts no requests; the one within it does
      lookLater(connection, new Seen(System.nanoTime(), 0, 0));
    }
  }

  @Override
  public void onClosed(Connection connection) {
    Scheduler.Task look = looks.remove(connection);
    if (look != null) {
      boolean unused = look.cancel();
    }
  }

  /** Looks again after the time by which what has begun must have ended. */
  private void lookLater(Connection connection, Seen seen) {
    long pause =
        bounds
            .connectionTime()
            .map(longest -> Math.max(1, longest.toMillis() - age(seen).toMillis()))
            .map(left -> Math.min(left, bounds.requestTime().toMillis()))
            .orElse(bounds.requestTime().toMillis());
    looks.put(
        connection,
        connector
            .getScheduler()
            .schedule(() -> look(connection, seen), pause, TimeUnit.MILLISECONDS));
    if (!connection.getEndPoint().isOpen()) {
      onClosed(connection); // it may have closed before the look was known
    }
  }

  private static Duration age(Seen seen) {
    return Duration.ofNanos(System.nanoTime() - seen.openedNanos());
  }

  private void look(Connection connection, Seen before) {
    long requests = connection.getMessagesIn();
    boolean isAnswered = requests == connection.getMessagesOut();
    boolean isTrickle =
        requests == before.requests() && isAnswered && connection.getBytesIn() != before.octets();
    boolean isOver =
        bounds.connectionTime().filter(longest -> age(before).compareTo(longest) >= 0).isPresent();
    if (requests == 0 || isTrickle || isOver) {
      connection.getEndPoint().close();
      onClosed(connection);
    } else {
      lookLater(connection, new Seen(before.openedNanos(), requests, connection.getBytesIn()));
    }
  }
}
