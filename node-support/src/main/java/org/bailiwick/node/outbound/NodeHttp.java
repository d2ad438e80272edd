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
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.tls.SpiffeTrustManager;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.outbound.BoundedExchange.Fault;

/**
 * Calls to nodes and agents whose SPIFFE id is known beforehand, over mutual TLS with the node's
 * client certificate. The peer must prove exactly that id, by a path to the given anchors; its host
 * name says nothing. A replaced client certificate is used from the next call on.
 */
public final class NodeHttp implements AutoCloseable {
  private static final StructuredLog LOG = StructuredLog.of(NodeHttp.class);

  /**
   * A client each, with a thread and connections; beyond this many peers all are dropped and made
   * anew.
   */
  private static final int MAX_CLIENTS = 256;

  /**
   * A resumed session skips the trust manager, so it may not live longer than a check of the peer
   * is worth.
   */
  private static final int SESSION_SECONDS = 60;

  private record Generation(
      String version, ClientIdentity identity, Map<SpiffeId, HttpClient> clients) {}

  private final NodeHttpSettings settings;
  private final Supplier<Set<X509Certificate>> anchors;
  private final Predicate<X509Certificate> acceptable;
  private Generation current;

  /** The anchors are asked at each handshake. */
  public NodeHttp(NodeHttpSettings settings, Supplier<Set<X509Certificate>> anchors) {
    this(settings, anchors, certificate -> true);
  }

  /** As above; a server's own certificate must besides be acceptable, for instance not revoked. */
  public NodeHttp(
      NodeHttpSettings settings,
      Supplier<Set<X509Certificate>> anchors,
      Predicate<X509Certificate> acceptable) {
    this.settings = settings;
    this.anchors = anchors;
    this.acceptable = acceptable;
  }

  /**
   * Sends the request without a thread that waits. The future fails as that of {@link
   * HttpClient#sendAsync} does, and gives the exchange up when it is cancelled; the configured
   * timeout does not apply.
   *
   * @throws ProblemException dependency-unavailable (503) when this node has no usable certificate
   */
  public CompletableFuture<HttpResponse<byte[]>> sendAsync(HttpRequest request, SpiffeId peer) {
    return BoundedExchange.begin(client(peer), request, settings.maxAnswerBytes());
  }

  /**
   * Sends the request and waits for the whole answer, whatever its status, for the request's own
   * timeout or else the configured one.
   *
   * @throws ProblemException dependency-unavailable (503) when there is no answer, it is too long,
   *     or the peer does not prove to be {@code peer}
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
        current.clients().clear(); // a call under way keeps its client, then it is collected
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

  /**
   * Keeps the identity in use while the new one is half written; calls under way end on the old
   * one.
   */
  private void refresh() throws IOException {
    try {
      String version = ClientIdentity.version(settings.tlsFolder());
      if (current != null && current.version().equals(version)) {
        return;
      }
      ClientIdentity identity = ClientIdentity.read(settings.tlsFolder());
      current = new Generation(version, identity, new HashMap<>());
    } catch (IOException e) {
      if (current == null) {
        throw e;
      }
      LOG.warn("outbound.identity-not-reloaded", Map.of("reason", e.getMessage()));
    }
  }

  private HttpClient open(ClientIdentity identity, SpiffeId peer) throws GeneralSecurityException {
    SSLContext tls = SSLContext.getInstance("TLS");
    TrustManager trust =
        new CheckedTrust(new SpiffeTrustManager(anchors, peer::equals), acceptable);
    tls.init(identity.keyManagers(), new TrustManager[] {trust}, null);
    tls.getClientSessionContext().setSessionTimeout(SESSION_SECONDS);
    return BoundedExchange.client(settings.connectTimeout()).sslContext(tls).build();
  }

  /** Lets calls under way end and takes no new ones on these connections. */
  @Override
  public synchronized void close() {
    if (current != null) {
      current.clients().values().forEach(HttpClient::shutdown);
      current.clients().clear();
    }
  }
}
