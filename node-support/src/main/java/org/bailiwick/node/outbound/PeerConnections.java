package org.bailiwick.node.outbound;

import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.tls.SpiffeTrustManager;

/**
 * The connections and TLS sessions to one peer. A connection outlives its handshake, and a resumed
 * session has no look at the peer's certificate. So the certificates that the peer has proved are
 * remembered and asked about again before each request.
 */
final class PeerConnections {

  /** Longest time for which a TLS session can be resumed. */
  private static final int SESSION_SECONDS = 60;

  /** Who is called, and the name in the TLS hello where the request itself has an address. */
  record Callee(SpiffeId peer, Optional<String> name) {}

  /**
   * The certificates that the peer has proved. The trust manager refers to this record and never to
   * the client: the JDK keeps what a client's TLS context reaches until the client itself is
   * unreachable, so a client that its own trust manager reached would stay for ever.
   */
  private record Proved(Predicate<X509Certificate> acceptable, Set<X509Certificate> certificates) {

    boolean accepts(X509Certificate leaf) {
      boolean accepted = isAcceptable(leaf);
      if (accepted) {
        certificates.add(leaf);
      }
      return accepted;
    }

    boolean areAcceptable() {
      return certificates.stream().allMatch(this::isAcceptable);
    }

    private boolean isAcceptable(X509Certificate leaf) {
      try {
        leaf.checkValidity();
        return acceptable.test(leaf);
      } catch (CertificateExpiredException | CertificateNotYetValidException e) {
        return false;
      }
    }
  }

  private final HttpClient client;
  private final Proved proved;

  /** A peer must prove its SPIFFE id by an acceptable certificate. */
  PeerConnections(
      HttpClient.Builder client,
      KeyManager identity,
      Supplier<Set<X509Certificate>> anchors,
      Predicate<X509Certificate> acceptable,
      Callee callee)
      throws GeneralSecurityException {
    this.proved = new Proved(acceptable, ConcurrentHashMap.newKeySet());
    SSLContext tls = SSLContext.getInstance("TLS");
    TrustManager trust = new SpiffeTrustManager(anchors, callee.peer()::equals, proved::accepts);
    tls.init(new KeyManager[] {identity}, new TrustManager[] {trust}, null);
    tls.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
    client.sslContext(tls);
    callee.name().ifPresent(name -> client.sslParameters(naming(tls, name)));
    this.client = client.build();
  }

  private static SSLParameters naming(SSLContext tls, String name) {
    SSLParameters parameters = tls.getDefaultSSLParameters();
    parameters.setServerNames(List.of(new SNIHostName(name)));
    return parameters;
  }

  HttpClient client() {
    return client;
  }

  /**
   * Whether these connections may carry a request now. If not, they are given up: no further
   * request uses them, and they close when they have been idle.
   */
  boolean mayCarryRequests() {
    return proved.areAcceptable();
  }
}
