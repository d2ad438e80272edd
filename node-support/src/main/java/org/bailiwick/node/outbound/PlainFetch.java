package org.bailiwick.node.outbound;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Fetches CRLs and CA certificates of this domain from a configured base over plain HTTP, as RFC
 * 5280 section 4.2.1.13 describes; a signature or fingerprint authenticates each. Time and size are
 * bounded, and redirects are not followed.
 */
public final class PlainFetch {
  private static final Duration LIMIT = Duration.ofSeconds(5);
  private static final int OK = 200;

  private final URI base;
  private final int maxBytes;

  /** The base URL comes from the node's settings, never from a certificate. */
  public PlainFetch(URI base, int maxBytes) {
    this.base = base;
    this.maxBytes = maxBytes;
  }

  /**
   * The document at base and path.
   *
   * @throws ProblemException dependency-unavailable (503) when there is none
   */
  public byte[] get(String path) {
    URI uri = URI.create(base + path);
    HttpRequest request = HttpRequest.newBuilder(uri).build();
    // Fetches are rare, so each has a client: the thread of a kept client would keep an undeployed
    // application in memory.
    HttpClient client = BoundedExchange.client(LIMIT).build();
    try {
      HttpResponse<byte[]> answer =
          BoundedExchange.await(
              BoundedExchange.begin(client, request, maxBytes),
              LIMIT,
              (fault, cause) -> unavailable(uri, cause));
      if (answer.statusCode() != OK) {
        throw unavailable(uri, new IllegalStateException("status " + answer.statusCode()));
      }
      return answer.body();
    } finally {
      client.shutdownNow();
    }
  }

  private static ProblemException unavailable(URI uri, Throwable cause) {
    return new ProblemException(
        ProblemType.DEPENDENCY_UNAVAILABLE,
        "plain-fetch",
        "Nothing could be fetched from " + uri,
        cause);
  }
}
