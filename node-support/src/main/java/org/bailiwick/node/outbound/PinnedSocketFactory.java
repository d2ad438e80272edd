package org.bailiwick.node.outbound;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import javax.net.ssl.SSLSocketFactory;

/**
 * Connects to one address that was checked before, even if the name resolves to another by now, and
 * uses the name for TLS. {@code HttpsURLConnection} asks for an unconnected socket first and then
 * for TLS over it.
 */
final class PinnedSocketFactory extends SSLSocketFactory {
  private final SSLSocketFactory tls;
  private final PinnedSocket socket;
  private volatile boolean expired;

  PinnedSocketFactory(SSLSocketFactory tls, InetAddress address) {
    super();
    this.tls = tls;
    this.socket = new PinnedSocket(address);
  }

  private static final class PinnedSocket extends Socket {
    private final InetAddress address;

    PinnedSocket(InetAddress address) {
      super();
      this.address = address;
    }

    @Override
    public void connect(SocketAddress named, int timeout) throws IOException {
      super.connect(new InetSocketAddress(address, ((InetSocketAddress) named).getPort()), timeout);
    }

    @Override
    public void connect(SocketAddress named) throws IOException {
      connect(named, 0);
    }
  }

  /** Aborts the exchange after its time limit. */
  void expire() {
    expired = true;
    abort();
  }

  boolean hasExpired() {
    return expired;
  }

  /** Closes the connection; has no effect when it is closed already. */
  void abort() {
    try {
      socket.close();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public Socket createSocket() {
    return socket;
  }

  @Override
  public Socket createSocket(Socket connected, String host, int port, boolean autoClose)
      throws IOException {
    if (!connected.equals(socket)) {
      throw new IOException("not the pinned connection");
    }
    return tls.createSocket(connected, host, port, autoClose);
  }

  @Override
  public String[] getDefaultCipherSuites() {
    return tls.getDefaultCipherSuites();
  }

  @Override
  public String[] getSupportedCipherSuites() {
    return tls.getSupportedCipherSuites();
  }

  @Override
  public Socket createSocket(String host, int port) throws IOException {
    throw notPinned();
  }

  @Override
  public Socket createSocket(String host, int port, InetAddress localHost, int localPort)
      throws IOException {
    throw notPinned();
  }

  @Override
  public Socket createSocket(InetAddress host, int port) throws IOException {
    throw notPinned();
  }

  @Override
  public Socket createSocket(InetAddress host, int port, InetAddress localHost, int localPort)
      throws IOException {
    throw notPinned();
  }

  private static IOException notPinned() {
    return new IOException("only the pinned connection is made");
  }
}
