package org.bailiwick.broker.testing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Stands between a client and a server without TLS, and keeps what the client sends. */
public final class WireTap implements AutoCloseable {
  private final ServerSocket listener;
  private final int server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
  private final List<Socket> sockets = new ArrayList<>();

  private WireTap(int server) throws IOException {
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.server = server;
    threads.execute(this::accept);
  }

  /** Before the server at this port of this machine. */
  public static WireTap before(int server) throws IOException {
    return new WireTap(server);
  }

  public int port() {
    return listener.getLocalPort();
  }

  /** All that clients have sent, one character for each octet. */
  public String heard() {
    synchronized (heard) {
      return heard.toString(StandardCharsets.ISO_8859_1);
    }
  }

  private void accept() {
    try {
      while (true) {
        connect(listener.accept());
      }
    } catch (IOException closed) {
      return; // the test is over
    }
  }

  private void connect(Socket client) throws IOException {
    try {
      Socket onward = new Socket(InetAddress.getLoopbackAddress(), server);
      synchronized (sockets) {
        sockets.addAll(List.of(client, onward));
      }
      threads.execute(() -> copy(client, onward, true));
      threads.execute(() -> copy(onward, client, false));
    } catch (IOException away) {
      client.close();
    }
  }

  private void copy(Socket from, Socket to, boolean keep) {
    byte[] buffer = new byte[8192];
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
        if (keep) {
          synchronized (heard) {
            heard.write(buffer, 0, count);
          }
        }
        out.write(buffer, 0, count);
      }
    } catch (IOException closed) {
      return; // by either side
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      synchronized (sockets) {
        for (Socket socket : sockets) {
          socket.close();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    threads.shutdownNow();
  }
}
