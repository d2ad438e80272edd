package org.bailiwick.master.inventory;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.node.outbound.NodeHttp;

/**
 * Asks the registry for pages of changes. If an answer names a further page (a Link with the
 * relation "next", RFC 8288), that page is requested before the answer is returned, so that the
 * registry makes it while the caller takes this one over. It is not safe for several threads.
 */
final class ChangesRequests {
  private static final Duration WAIT = Duration.ofSeconds(20);
  private static final Duration TIMEOUT = WAIT.plusSeconds(10);
  private static final Pattern NEXT =
      Pattern.compile("<changes\\?after=([A-Za-z0-9._-]{1,64})>; rel=\"next\"");

  /** A request that was sent, and the position after which its page begins. */
  private record Sent(
      String position, HttpRequest request, CompletableFuture<HttpResponse<byte[]>> exchange) {}

  private final NodeHttp http;
  private final URI changes;
  private final SpiffeId registry;
  private Optional<Sent> ahead = Optional.empty();

  ChangesRequests(NodeHttp http, URI changes, SpiffeId registry) {
    this.http = http;
    this.changes = changes;
    this.registry = registry;
  }

  /** The answer with the page after this position; the empty position is that before all. */
  HttpResponse<byte[]> after(String position) {
    Sent sent = ahead.filter(early -> early.position().equals(position)).orElse(null);
    if (sent == null) {
      ahead.ifPresent(unwanted -> unwanted.exchange().cancel(true));
      sent = send(position);
    }
    ahead = Optional.empty();
    HttpResponse<byte[]> answer = http.await(sent.exchange(), sent.request(), registry);
    ahead = next(answer).map(this::send);
    return answer;
  }

  private Sent send(String position) {
    String query = position.isEmpty() ? "" : "?after=" + position + "&wait=" + WAIT;
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(changes + query))
            .timeout(TIMEOUT)
            .header("Accept", "application/json")
            .build();
    return new Sent(position, request, http.sendAsync(request, registry));
  }

  private static Optional<String> next(HttpResponse<byte[]> answer) {
    return answer
        .headers()
        .firstValue("Link")
        .map(NEXT::matcher)
        .filter(Matcher::matches)
        .map(link -> link.group(1));
  }
}
