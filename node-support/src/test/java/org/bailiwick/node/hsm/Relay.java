package org.bailiwick.node.hsm;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A wire to a token's daemon that can fall silent: what was connected by then is never answered nor
 * closed again, as by a network that loses a device, and what connects afterwards is as ever.
 */
final class Relay implements AutoCloseable {

  private final ServerSocket listener;
  private final int target;
  private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
  private final AtomicInteger life = new AtomicInteger();
  private volatile boolean silent;

  Relay(int target) throws IOException {
    this.target = target;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.ofPlatform().daemon().name("relay").start(this::accept);
  }

  int port() {
    return listener.getLocalPort();
  }

  void fallSilent() {
    silent = true;
    life.incrementAndGet();
  }

  void speakAgain() {
    silent = false;
  }

  private void accept() {
    try {
      while (true) {
        Socket near = listener.accept();
        sockets.add(near);
        if (!silent) {
          join(near);
        }
      }
    } catch (IOException closed) {
      // the test is over
    }
  }

  private void join(Socket near) throws IOException {
    Socket far = new Socket();
    try {
      far.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
    } catch (IOException nobodyThere) {
      near.close();
      return;
    }
    sockets.add(far);
    near.setTcpNoDelay(true); // hundreds of small messages make a login
    far.setTcpNoDelay(true);
    int born = life.get();
    Thread.ofPlatform().daemon().start(() -> copy(near, far, born));
    Thread.ofPlatform().daemon().start(() -> copy(far, near, born));
  }

  private void copy(Socket from, Socket to, int born) {
    byte[] octets = new byte[8192];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      for (int count = in.read(octets); count >= 0; count = in.read(octets)) {
        if (born != life.get()) {
          return; // and both stay open
        }
        out.write(octets, 0, count);
      }
      to.close();
    } catch (IOException closed) {
      // one end is gone
    }
  }

  @Override
  public void close() {
    try {
      listener.close();
      for (Socket socket : sockets) {
        socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
