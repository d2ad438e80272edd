package org.bailiwick.node.outbound;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.log.StructuredLog;
import org.bailiwick.node.outbound.BoundedExchange.Fault;
import org.bailiwick.node.outbound.PeerConnections.Callee;
import org.bailiwick.node.outbound.address.AgentAddresses;

/**
 * Calls nodes and agents whose SPIFFE id is known beforehand, over mutual TLS with the node's
 * client certificate. The peer must prove exactly that id, by a path to the given anchors; its host
 * name is not checked. A replaced client certificate is used from the next call on, and an open
 * connection is not used when its peer's certificate is no longer acceptable.
 */
public final class NodeHttp implements AutoCloseable {
  private static final StructuredLog LOG = StructuredLog.of(NodeHttp.class);

  /**
   * Each peer has a client of its own, with a thread and connections. At this number all clients
   * are dropped and made again as needed.
   */
  private static final int MAX_CLIENTS = 256;

  private record Generation(
      String version, KeyManager identity, Map<Callee, PeerConnections> clients) {}

  private final NodeHttpSettings settings;
  private final Supplier<Set<X509Certificate>> anchors;
  private final Predicate<X509Certificate> acceptable;
  private final Optional<AgentAddresses> addresses;
  private final ExecutorService resolving = Executors.newCachedThreadPool(NodeHttp::resolver);
  private Generation current;

  /** The anchors are read at each handshake. */
  public NodeHttp(NodeHttpSettings settings, Supplier<Set<X509Certificate>> anchors) {
    this(settings, anchors, certificate -> true, Optional.empty());
  }

  /**
   * Calls to agents, at the URLs that they named themselves: the host is resolved once, its
   * addresses must be ones that an agent may have, and the connection is made to the address that
   * was checked. A server's own certificate must besides be acceptable, for instance not revoked.
   */
  public static NodeHttp toAgents(
      NodeHttpSettings settings,
      Supplier<Set<X509Certificate>> anchors,
      Predicate<X509Certificate> acceptable,
      AgentAddresses addresses) {
    PinnedRequest.prepare();
    return new NodeHttp(settings, anchors, acceptable, Optional.of(addresses));
  }

  private NodeHttp(
      NodeHttpSettings settings,
      Supplier<Set<X509Certificate>> anchors,
      Predicate<X509Certificate> acceptable,
      Optional<AgentAddresses> addresses) {
    this.settings = settings;
    this.anchors = anchors;
    this.acceptable = acceptable;
    this.addresses = addresses;
  }

  /**
   * Sends the request without a waiting thread. The future fails as that of {@link
   * HttpClient#sendAsync} does, and its cancellation ends the exchange; the configured timeout does
   * not apply.
   *
   * @throws ProblemException dependency-unavailable (503) when this node has no usable certificate
   */
  public CompletableFuture<HttpResponse<byte[]>> sendAsync(HttpRequest request, SpiffeId peer) {
    return sendAsync(request, peer, BoundedExchange.body(settings.maxAnswerBytes()));
  }

  /** The same with bodies that are taken in this way, which must bound their length. */
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, SpiffeId peer, BodyHandler<T> bodies) {
    Callee callee = new Callee(peer, Optional.empty());
    if (addresses.isEmpty()) {
      return client(callee).sendAsync(request, bodies);
    }
    String host = request.uri().getHost();
    if (AgentAddresses.literal(host).isPresent()) {
      resolve(addresses.get(), host);
      return client(callee).sendAsync(request, bodies);
    }
    Callee named = new Callee(peer, Optional.of(host));
    return resolved(
        addresses.get(),
        host,
        address -> client(named).sendAsync(PinnedRequest.of(request, address), bodies));
  }

  /**
   * Begins the exchange with the address of this name. A name server may be slow, so the name is
   * resolved in another thread than the caller's. The exchange is given up with the returned
   * future.
   */
  private <T> CompletableFuture<HttpResponse<T>> resolved(
      AgentAddresses allowed,
      String host,
      Function<InetAddress, CompletableFuture<HttpResponse<T>>> exchange) {
    CompletableFuture<HttpResponse<T>> answer = new CompletableFuture<>();
    var unused =
        CompletableFuture.supplyAsync(() -> resolve(allowed, host), resolving)
            .thenCompose(address -> endedWith(answer, exchange.apply(address)))
            .whenComplete((response, failure) -> settle(answer, response, failure));
    return answer;
  }

  private static <T> CompletableFuture<HttpResponse<T>> endedWith(
      CompletableFuture<?> call, CompletableFuture<HttpResponse<T>> exchange) {
    var unused = call.whenComplete((response, failure) -> exchange.cancel(true));
    return exchange;
  }

  private static <T> void settle(
      CompletableFuture<HttpResponse<T>> answer, HttpResponse<T> response, Throwable failure) {
    if (failure == null) {
      answer.complete(response);
    } else {
      answer.completeExceptionally(
          failure instanceof CompletionException && failure.getCause() != null
              ? failure.getCause()
              : failure);
    }
  }

  private static InetAddress resolve(AgentAddresses allowed, String host) {
    try {
      return allowed.resolve(host);
    } catch (UnknownHostException e) {
      throw new CompletionException(e);
    }
  }

  /**
   * Sends the request and waits for the whole answer, whatever its status, up to the request's own
   * timeout or else the configured one.
   *
   * @throws ProblemException dependency-unavailable (503) when there is no answer, it is too long,
   *     or the peer does not prove the SPIFFE id
   */
  public HttpResponse<byte[]> send(HttpRequest request, SpiffeId peer) {
    return await(sendAsync(request, peer), request, peer);
  }

  /** Waits for the answer to a request that {@link #sendAsync} sent, as {@link #send} does. */
  public HttpResponse<byte[]> await(
      CompletableFuture<HttpResponse<byte[]>> exchange, HttpRequest request, SpiffeId peer) {
    Duration limit = request.timeout().orElse(settings.requestTimeout());
    return BoundedExchange.await(
        exchange,
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

  private synchronized HttpClient client(Callee callee) {
    try {
      refresh();
      if (current.clients().size() >= MAX_CLIENTS && !current.clients().containsKey(callee)) {
        current.clients().clear(); // a running call keeps its client until it ends
      }
      PeerConnections known = current.clients().get(callee);
      if (known == null || !known.mayCarryRequests()) {
        known = open(current.identity(), callee);
        current.clients().put(callee, known); // a running call keeps the former ones
      }
      return known.client();
    } catch (IOException | GeneralSecurityException e) {
      throw unavailable("outbound-identity", callee.peer(), e);
    }
  }

  /** Keeps the identity in use while the new files do not fit; running calls keep the old one. */
  private void refresh() throws IOException {
    try {
      String version = ClientIdentity.version(settings.tlsFolder());
      if (current != null && current.version().equals(version)) {
        return;
      }
      KeyManager identity = ClientIdentity.read(settings.tlsFolder()).keyManager();
      current = new Generation(version, identity, new HashMap<>());
    } catch (IOException e) {
      if (current == null) {
        throw e;
      }
      LOG.warn("outbound.identity-not-reloaded", Map.of("reason", e.getMessage()));
    }
  }

  private PeerConnections open(KeyManager identity, Callee callee) throws GeneralSecurityException {
    return new PeerConnections(
        BoundedExchange.client(settings.connectTimeout()), identity, anchors, acceptable, callee);
  }

  private static Thread resolver(Runnable work) {
    Thread thread = new Thread(work, "agent-names");
    thread.setDaemon(true);
    return thread;
  }

  /** Lets running calls end and takes no new ones on these connections. */
  @Override
  public synchronized void close() {
    resolving.shutdown();
    if (current != null) {
      current.clients().values().forEach(each -> each.client().shutdown());
      current.clients().clear();
    }
  }
}
