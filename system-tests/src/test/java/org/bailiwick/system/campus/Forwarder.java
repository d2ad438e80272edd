package org.bailiwick.system.campus;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** Brings connections to another address of this machine to a port of the loopback address. */
final class Forwarder implements AutoCloseable {
  private final List<Closeable> open = new ArrayList<>();

  /** Forwards from this address, at the same port. */
  void from(String address, int port) throws IOException {
    ServerSocket server = new ServerSocket();
    server.bind(new InetSocketAddress(address, port));
    keep(server);
    Thread.ofVirtual().start(() -> accept(server, port));
  }

  private synchronized void keep(Closeable each) {
    open.add(each);
  }

  private void accept(ServerSocket server, int port) {
    try {
      while (true) {
        Socket from = server.accept();
        keep(from);
        Socket to = new Socket(InetAddress.getLoopbackAddress(), port);
        keep(to);
        Thread.ofVirtual().start(() -> copy(from, to));
        Thread.ofVirtual().start(() -> copy(to, from));
      }
    } catch (IOException closed) {
      // the end of the test
    }
  }

  private static void copy(Socket from, Socket to) {
    try (InputStream in = from.getInputStream()) {
      in.transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException ended) {
      // by one of both sides, which the other one sees
    }
  }

  @Override
  public synchronized void close() throws IOException {
    for (Closeable each : open) {
      each.close();
    }
  }
}
