package org.bailiwick.node.outbound;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.tls.SpiffeTrustManager;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.outbound.BoundedExchange.Fault;

/**
 * Calls nodes and agents whose SPIFFE id is known beforehand, over mutual TLS with the node's
 * client certificate. The peer must prove exactly that id, by a path to the given anchors; its host
 * name is not checked. A replaced client certificate is used from the next call on.
 */
public final class NodeHttp implements AutoCloseable {
  private static final StructuredLog LOG = StructuredLog.of(NodeHttp.class);

  /**
   * Each peer has a client of its own, with a thread and connections. At this number all clients
   * are dropped and made again as needed.
   */
  private static final int MAX_CLIENTS = 256;

  /** Longest time for which a resumed session skips the checks of the trust manager. */
  private static final int SESSION_SECONDS = 60;

  private record Generation(
      String version, KeyManager identity, Map<SpiffeId, HttpClient> clients) {}

  private final NodeHttpSettings settings;
  private final Supplier<Set<X509Certificate>> anchors;
  private final Predicate<X509Certificate> acceptable;
  private Generation current;

  /** The anchors are read at each handshake. */
  public NodeHttp(NodeHttpSettings settings, Supplier<Set<X509Certificate>> anchors) {
    this(settings, anchors, certificate -> true);
  }

  /** As above; a server's own certificate must also be acceptable, for instance not revoked. */
  public NodeHttp(
      NodeHttpSettings settings,
      Supplier<Set<X509Certificate>> anchors,
      Predicate<X509Certificate> acceptable) {
    this.settings = settings;
    this.anchors = anchors;
    this.acceptable = acceptable;
  }

  /**
   * Sends the request without a waiting thread. The future fails as that of {@link
   * HttpClient#sendAsync} does, and its cancellation ends the exchange; the configured timeout does
   * not apply.
   *
   * @throws ProblemException dependency-unavailable (503) when this node has no usable certificate
   */
  public CompletableFuture<HttpResponse<byte[]>> sendAsync(HttpRequest request, SpiffeId peer) {
    return BoundedExchange.begin(client(peer), request, settings.maxAnswerBytes());
  }

  /**
   * Sends the request and waits for the whole answer, whatever its status, up to the request's own
   * timeout or else the configured one.
   *
   * @throws ProblemException dependency-unavailable (503) when there is no answer, it is too long,
   *     or the peer does not prove the SPIFFE id
   */
  public HttpResponse<byte[]> send(HttpRequest request, SpiffeId peer) {
    Duration limit = request.timeout().orElse(settings.requestTimeout());
    return BoundedExchange.await(
        sendAsync(request, peer),
        limit,
        (fault, cause) -> {
          String check = fault == Fault.TLS ? "peer-not-trusted" : fault.toString();
          return unavailable("outbound-" + check, peer, cause);
        });
  }

  private static ProblemException unavailable(String check, SpiffeId peer, Throwable cause) {
    return new ProblemException(
        ProblemType.DEPENDENCY_UNAVAILABLE, check, "No answer from " + peer, cause);
  }

  private synchronized HttpClient client(SpiffeId peer) {
    try {
      refresh();
      if (current.clients().size() >= MAX_CLIENTS && !current.clients().containsKey(peer)) {
        current.clients().clear(); // a running call keeps its client until it ends
      }
      HttpClient known = current.clients().get(peer);
      if (known == null) {
        known = open(current.identity(), peer);
        current.clients().put(peer, known);
      }
      return known;
    } catch (IOException | GeneralSecurityException e) {
      throw unavailable("outbound-identity", peer, e);
    }
  }

  /** Keeps the identity in use while the new files do not fit; running calls keep the old one. */
  private void refresh() throws IOException {
    try {
      String version = ClientIdentity.version(settings.tlsFolder());
      if (current != null && current.version().equals(version)) {
        return;
      }
      current = new Generation(version, ClientIdentity.read(settings.tlsFolder()), new HashMap<>());
    } catch (IOException e) {
      if (current == null) {
        throw e;
      }
      LOG.warn("outbound.identity-not-reloaded", Map.of("reason", e.getMessage()));
    }
  }

  private HttpClient open(KeyManager identity, SpiffeId peer) throws GeneralSecurityException {
    SSLContext tls = SSLContext.getInstance("TLS");
    TrustManager trust = new SpiffeTrustManager(anchors, peer::equals, acceptable);
    tls.init(new KeyManager[] {identity}, new TrustManager[] {trust}, null);
    tls.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
    return BoundedExchange.client(settings.connectTimeout()).sslContext(tls).build();
  }

  /** Lets running calls end and takes no new ones on these connections. */
  @Override
  public synchronized void close() {
    if (current != null) {
      current.clients().values().forEach(HttpClient::shutdown);
      current.clients().clear();
    }
  }
}
