package org.bailiwick.broker.ldap;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.bailiwick.contract.time.TimeLimit;

/**
 * The end of a call: its sockets are closed when its time is over, or earlier when somebody says
 * so, whatever the server does meanwhile.
 */
public final class Cutoff implements AutoCloseable {
  private final List<Socket> sockets = new ArrayList<>();
  private final TimeLimit limit;
  private boolean over;

  private Cutoff(Duration limit) {
    this.limit = TimeLimit.after(limit, this::cut);
  }

  /** A cutoff after this time. */
  public static Cutoff after(Duration limit) {
    return new Cutoff(limit);
  }

  /** Closes the sockets now, and each one that is added later. */
  public synchronized void cut() {
    over = true;
    sockets.forEach(Cutoff::close);
  }

  /** Whether the sockets were closed before the call had ended. */
  public synchronized boolean isOver() {
    return over;
  }

  synchronized void add(Socket socket) {
    sockets.add(socket);
    if (over) {
      close(socket);
    }
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException ignored) {
      return; // it is given up anyway
    }
  }

  /** The call has ended in time. */
  @Override
  public void close() {
    limit.close();
  }
}
