package org.bailiwick.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Provider;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;

/** A TLS listener with both factories of the provider, for one connection at a time. */
final class Listener implements AutoCloseable {
  private static final Provider PROVIDER = new BailiwickTlsProvider();

  /** The certificates that the two ends saw; {@code peer} is null if none was presented. */
  record Meeting(X509Certificate server, X509Certificate peer, String protocol) {}

  private final SSLServerSocket socket;

  Listener() throws GeneralSecurityException, IOException {
    SSLContext context = SSLContext.getInstance("TLS");
    KeyManagerFactory keys = KeyManagerFactory.getInstance("BailiwickFolder", PROVIDER);
    keys.init(null, null);
    context.init(keys.getKeyManagers(), peers().getTrustManagers(), null);
    socket =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
    socket.setWantClientAuth(true);
  }

  static TrustManagerFactory peers() throws GeneralSecurityException {
    TrustManagerFactory peers = TrustManagerFactory.getInstance("BailiwickPeers", PROVIDER);
    peers.init((KeyStore) null);
    return peers;
  }

  Meeting meet(SSLContext client, String... protocols) throws Exception {
    CompletableFuture<X509Certificate> seen = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> answerOne(seen));
    SSLSocketFactory factory = client.getSocketFactory();
    try (SSLSocket to =
        (SSLSocket) factory.createSocket(socket.getInetAddress(), socket.getLocalPort())) {
      if (protocols.length > 0) {
        to.setEnabledProtocols(protocols);
      }
      to.setSoTimeout(10_000);
      to.getOutputStream().write('?');
      int answer = to.getInputStream().read();
      if (answer != '!') {
        throw new IOException("No answer");
      }
      return new Meeting(
          (X509Certificate) to.getSession().getPeerCertificates()[0],
          seen.get(),
          to.getSession().getProtocol());
    }
  }

  private void answerOne(CompletableFuture<X509Certificate> seen) {
    try (SSLSocket from = (SSLSocket) socket.accept()) {
      from.getInputStream().read();
      seen.complete(peerOf(from));
      from.getOutputStream().write('!');
      from.getOutputStream().flush();
    } catch (IOException e) {
      seen.completeExceptionally(e);
    }
  }

  private static X509Certificate peerOf(SSLSocket from) {
    try {
      Certificate[] chain = from.getSession().getPeerCertificates();
      return (X509Certificate) chain[0];
    } catch (SSLPeerUnverifiedException none) {
      return null;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
