package org.bailiwick.system.domainnodes;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntPredicate;

/** A TCP relay before a server of this machine, which can cut some of its clients off. */
public final class Relay implements AutoCloseable {
  private static final int BACKLOG = 128;
  private static final int BUFFER = 16 * 1024;
  private static final long LOOK_MILLIS = 100;

  /** What those who are cut off see. */
  enum Cut {
    /** Their connections break, and no new one is made. */
    REFUSED,
    /** Their connections stay, and nothing gets through. */
    SILENT
  }

  private record Line(Socket client, Socket server) {
    void close() {
      closeQuietly(client);
      closeQuietly(server);
    }
  }

  private record Cutting(Cut how, IntPredicate whom) {}

  private final ServerSocket listener;
  private final int target;
  private final Set<Line> lines = ConcurrentHashMap.newKeySet();
  private volatile Cutting cutting = new Cutting(Cut.SILENT, port -> false);

  private Relay(ServerSocket listener, int target) {
    this.listener = listener;
    this.target = target;
  }

  /** From this port to that one, of the loopback address. */
  public static Relay between(int port, int target) {
    try {
      Relay relay =
          new Relay(new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress()), target);
      Thread.ofPlatform().daemon().start(relay::accept);
      return relay;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Cuts off the clients whose ports fulfil this. */
  void cut(Cut how, IntPredicate whom) {
    cutting = new Cutting(how, whom);
    if (how == Cut.REFUSED) {
      lines.stream().filter(line -> whom.test(line.client().getPort())).forEach(Line::close);
    }
  }

  /** What was held back arrives. */
  void restore() {
    cutting = new Cutting(Cut.SILENT, port -> false);
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Thread.ofVirtual().start(() -> serve(client));
      } catch (IOException e) {
        if (!listener.isClosed()) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  private void serve(Socket client) {
    Cutting now = cutting;
    if (now.how() == Cut.REFUSED && now.whom().test(client.getPort())) {
      closeQuietly(client);
      return;
    }
    try {
      Line line = new Line(client, new Socket(InetAddress.getLoopbackAddress(), target));
      lines.add(line);
      Thread.ofVirtual().start(() -> pass(line, line.client(), line.server()));
      pass(line, line.server(), line.client());
    } catch (IOException e) {
      closeQuietly(client);
    }
  }

  private void pass(Line line, Socket from, Socket to) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        awaitOpen(line.client().getPort());
        out.write(buffer, 0, read);
      }
    } catch (IOException e) {
      // One of the two has ended, and so does the other.
    } finally {
      line.close();
      lines.remove(line);
    }
  }

  private void awaitOpen(int port) throws IOException {
    while (isHeld(port)) {
      pause();
    }
  }

  private boolean isHeld(int port) {
    Cutting now = cutting;
    return now.how() == Cut.SILENT && now.whom().test(port);
  }

  private static void pause() throws IOException {
    try {
      Thread.sleep(LOOK_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // It is closed, then.
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
    lines.forEach(Line::close);
  }
}
