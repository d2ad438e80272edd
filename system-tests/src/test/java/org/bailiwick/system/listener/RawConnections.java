package org.bailiwick.system.listener;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.bailiwick.contract.testing.TestLeaf;

/**
 * Connections of one address to a listener, on which a test writes what it likes. Each is read to
 * its end in the background.
 */
final class RawConnections implements AutoCloseable {
  private static final Pattern LENGTH = Pattern.compile("(?i)content-length: *(\\d+)");

  private final List<Socket> sockets = new ArrayList<>();
  private final Map<Socket, String> answers = new ConcurrentHashMap<>();

  /** Without a certificate. */
  RawConnections(URI listener, int number) throws IOException {
    this(listener, number, Optional.empty());
  }

  /** Opens them all, with their handshakes, before anything is written. */
  RawConnections(URI listener, int number, Optional<TestLeaf> caller) throws IOException {
    for (int i = 0; i < number; i++) {
      sockets.add(open(listener, caller));
    }
    sockets.forEach(socket -> Thread.ofVirtual().start(() -> read(socket)));
  }

  private static Socket open(URI listener, Optional<TestLeaf> caller) throws IOException {
    Socket plain = new Socket(listener.getHost(), listener.getPort());
    if (listener.getScheme().equals("http")) {
      return plain;
    }
    try {
      SSLContext tls = caller.isPresent() ? caller.get().tls(new Anybody()) : anonymous();
      SSLSocket socket =
          (SSLSocket)
              tls.getSocketFactory()
                  .createSocket(plain, listener.getHost(), listener.getPort(), true);
      socket.startHandshake();
      return socket;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private static SSLContext anonymous() throws GeneralSecurityException {
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(null, new TrustManager[] {new Anybody()}, null);
    return tls;
  }

  private void read(Socket socket) {
    String answer = "";
    byte[] part = new byte[8192];
    try {
      for (int read = socket.getInputStream().read(part);
          read >= 0;
          read = socket.getInputStream().read(part)) {
        answer += new String(part, 0, read, StandardCharsets.UTF_8);
        if (isWhole(answer)) {
          answers.put(socket, answer);
        }
      }
    } catch (IOException e) {
      // Cut off by the node: what came before it counts.
    }
    answers.put(socket, answer);
  }

  private static boolean isWhole(String answer) {
    int end = answer.indexOf("\r\n\r\n");
    Matcher length = LENGTH.matcher(answer);
    return end >= 0
        && length.find()
        && answer.length() - end - 4 >= Integer.parseInt(length.group(1));
  }

  /** Writes the same on each; on those that the node has ended nothing. */
  void write(String octets) {
    for (Socket socket : sockets) {
      try {
        OutputStream out = socket.getOutputStream();
        out.write(octets.getBytes(StandardCharsets.ISO_8859_1));
        out.flush();
      } catch (IOException e) {
        // The node has ended this one.
      }
    }
  }

  int number() {
    return sockets.size();
  }

  /** The answers on connections that have one or have ended. */
  List<String> answers() {
    return List.copyOf(answers.values());
  }

  @Override
  public void close() {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        // It is closed.
      }
    }
  }

  /** Whose certificate the node shows is for other tests. */
  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {
      // see above
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
