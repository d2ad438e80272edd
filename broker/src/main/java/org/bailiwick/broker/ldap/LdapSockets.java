package org.bailiwick.broker.ldap;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Optional;
import javax.net.SocketFactory;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Makes the socket of one connection. With TLS, the server's name is verified (RFC 4513 section
 * 3.1.3) before the library gets the socket.
 */
final class LdapSockets extends SocketFactory {
  private final String host;
  private final Optional<SSLSocketFactory> tls;
  private final Duration limit;
  private final Cutoff cutoff;
  private volatile boolean tlsRefused;

  /** For a server of this name; {@code limit} is for the connection and for the handshake. */
  LdapSockets(String host, Optional<SSLSocketFactory> tls, Duration limit, Cutoff cutoff) {
    this.host = host;
    this.tls = tls;
    this.limit = limit;
    this.cutoff = cutoff;
  }

  /** Whether the server was reached, and TLS with it failed. */
  boolean isTlsRefused() {
    return tlsRefused;
  }

  @Override
  public Socket createSocket(InetAddress address, int port) throws IOException {
    Socket plain = new Socket();
    cutoff.add(plain);
    try {
      plain.connect(new InetSocketAddress(address, port), (int) limit.toMillis());
      return tls.isPresent() ? secured(plain, tls.get(), port) : plain;
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  private SSLSocket secured(Socket plain, SSLSocketFactory factory, int port) throws IOException {
    String name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    SSLSocket socket = (SSLSocket) factory.createSocket(plain, name, port, true);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setEndpointIdentificationAlgorithm("LDAPS");
    socket.setSSLParameters(parameters);
    socket.setSoTimeout((int) limit.toMillis());
    try {
      socket.startHandshake();
      return socket;
    } catch (SSLException e) {
      tlsRefused = true;
      throw e;
    }
  }

  @Override
  public Socket createSocket(String name, int port) throws IOException {
    return createSocket(InetAddress.getByName(name), port);
  }

  @Override
  public Socket createSocket(String name, int port, InetAddress local, int localPort)
      throws UnknownHostException {
    throw new UnsupportedOperationException("no local address is chosen");
  }

  @Override
  public Socket createSocket(InetAddress address, int port, InetAddress local, int localPort) {
    throw new UnsupportedOperationException("no local address is chosen");
  }
}
