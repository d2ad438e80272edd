package org.bailiwick.node.outbound;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Several requests to one https service of this node's own configuration, all within one time
 * limit. No request goes to another origin, whatever the service answers; no redirects, no proxy,
 * answers of bounded size. Every failure is DEPENDENCY_UNAVAILABLE.
 */
public final class GuardedSession implements AutoCloseable {

  /**
   * Both sides of the TLS connections of a session.
   *
   * @param anchors trust anchors for the server's certificate; when empty, those of the platform
   * @param identity the certificate that is shown to a server which asks for one, if any is
   */
  public record Tls(Set<X509Certificate> anchors, Optional<ClientIdentity> identity) {
    private SSLContext context() throws GeneralSecurityException, IOException {
      return GuardedFetch.context(anchors, identity);
    }
  }

  private final Origin origin;
  private final int maxBytes;
  private final long deadline;
  private final HttpClient client;

  private GuardedSession(Origin origin, int maxBytes, long deadline, HttpClient client) {
    this.origin = origin;
    this.maxBytes = maxBytes;
    this.deadline = deadline;
    this.client = client;
  }

  /**
   * Opens a session; no connection is made before the first request.
   *
   * @param service a URL of the service; only its origin is called
   * @param tlsAnchors trust anchors for the server's certificate; when empty, those of the platform
   * @param maxBytes longest answer
   * @param limit time for all requests together
   */
  public static GuardedSession open(
      URI service, Set<X509Certificate> tlsAnchors, int maxBytes, Duration limit) {
    return open(service, new Tls(tlsAnchors, Optional.empty()), maxBytes, limit);
  }

  /** The same for a client that may show a certificate. */
  public static GuardedSession open(URI service, Tls tls, int maxBytes, Duration limit) {
    try {
      HttpClient client = BoundedExchange.client(limit).sslContext(tls.context()).build();
      long deadline = System.nanoTime() + limit.toNanos();
      return new GuardedSession(Origin.of(service), maxBytes, deadline, client);
    } catch (GeneralSecurityException | IOException | IllegalArgumentException e) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE, "session-service", "The service can't be called.", e);
    }
  }

  /** Sends the request and waits for the whole answer, whatever its status. */
  public HttpResponse<byte[]> send(HttpRequest request) {
    requireOrigin(request.uri());
    return BoundedExchange.await(
        BoundedExchange.begin(client, request, maxBytes),
        Duration.ofNanos(Math.max(0, deadline - System.nanoTime())),
        (fault, cause) -> unavailable("session-" + fault, cause));
  }

  /** Waits before another request; refuses at once if the time limit would pass. */
  public void pause(Duration length) {
    if (deadline - System.nanoTime() < length.toNanos()) {
      throw unavailable("session-timeout", null);
    }
    try {
      Thread.sleep(length);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw unavailable("session-interrupted", e);
    }
  }

  private void requireOrigin(URI uri) {
    try {
      if (Origin.of(uri).equals(origin)) {
        return;
      }
    } catch (IllegalArgumentException e) {
      throw unavailable("session-origin", e);
    }
    throw unavailable("session-origin", null);
  }

  private ProblemException unavailable(String check, Throwable cause) {
    return new ProblemException(
        ProblemType.DEPENDENCY_UNAVAILABLE, check, "No usable answer from " + origin, cause);
  }

  /** Cancels running requests; a client that is not shut down keeps its thread. */
  @Override
  public void close() {
    client.shutdownNow();
  }
}
