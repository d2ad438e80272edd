package org.bailiwick.enforcement.feed;

import java.io.IOException;
import java.io.InputStream;
import java.net.ProxySelector;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;

/**
 * Requests to the Master Agent as the service that the enforcement point is. Redirects and proxies
 * are not used; times and lengths are bounded.
 */
public final class MasterClient implements AutoCloseable {
  private static final Duration CONNECT = Duration.ofSeconds(3);
  private static final Duration ANSWER = Duration.ofSeconds(10);

  /** More than a bundle may have. */
  private static final int LONGEST = 17 * 1024 * 1024;

  private static final int OK = 200;
  private static final int FIRST_ERROR = 300;

  private final URI base;
  private final Supplier<SSLContext> tls;
  private HttpClient client;

  /**
   * Requests below this URL.
   *
   * @param tls presents the credential, and accepts the nodes of the domain alone
   */
  public MasterClient(URI base, Supplier<SSLContext> tls) {
    this.base = base;
    this.tls = tls;
    this.client = made();
  }

  private HttpClient made() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .proxy(ProxySelector.of(null))
        .connectTimeout(CONNECT)
        .sslContext(tls.get())
        .build();
  }

  /** Makes the next connection anew, with the credential of then. */
  synchronized void reconnect() {
    HttpClient next = made(); // or the client of before stays, if the credential cannot be read
    client.shutdownNow();
    client = next;
  }

  private synchronized HttpClient current() {
    return client;
  }

  /**
   * The events of the feed after this position.
   *
   * @throws IOException also for an answer that is no feed
   */
  InputStream feed(Optional<String> position) throws IOException {
    HttpRequest.Builder request =
        request("/v1/enforcement-points/feed").header("Accept", "text/event-stream");
    position.ifPresent(known -> request.header("Last-Event-ID", known));
    HttpResponse<InputStream> answer =
        exchange(current().sendAsync(request.GET().build(), BodyHandlers.ofInputStream()));
    if (answer.statusCode() != OK) {
      answer.body().close();
      throw new IOException("the Master Agent answered with status " + answer.statusCode());
    }
    return answer.body();
  }

  /** The document at this path. */
  public byte[] get(String path) throws IOException {
    HttpRequest request = request(path).timeout(ANSWER).GET().build();
    HttpResponse<InputStream> answer =
        exchange(current().sendAsync(request, BodyHandlers.ofInputStream()));
    try (InputStream body = answer.body()) {
      if (answer.statusCode() != OK) {
        throw new IOException("the Master Agent answered with status " + answer.statusCode());
      }
      byte[] read = within(() -> body.readNBytes(LONGEST + 1));
      if (read.length > LONGEST) {
        throw new IOException("the answer is too long");
      }
      return read;
    }
  }

  /** Posts JSON, to which there is no answer beside its status. */
  public void post(String path, String json) throws IOException {
    HttpRequest request =
        request(path)
            .timeout(ANSWER)
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(json))
            .build();
    HttpResponse<Void> answer = exchange(current().sendAsync(request, BodyHandlers.discarding()));
    if (answer.statusCode() >= FIRST_ERROR) {
      throw new IOException("the Master Agent answered with status " + answer.statusCode());
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(base.toString().replaceAll("/$", "") + path));
  }

  private interface Reading {
    byte[] read() throws IOException;
  }

  /** The client's own time limit covers the headers only. */
  private static byte[] within(Reading reading) throws IOException {
    CompletableFuture<byte[]> read =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return reading.read();
              } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
              }
            });
    return exchange(read);
  }

  private static <T> T exchange(CompletableFuture<T> exchange) throws IOException {
    try {
      return exchange.get(ANSWER.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException("the Master Agent was not reached", e);
    } catch (TimeoutException e) {
      exchange.cancel(true);
      throw new IOException("the Master Agent did not answer in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("the enforcement point is stopping", e);
    }
  }

  @Override
  public synchronized void close() {
    client.shutdownNow();
  }
}
