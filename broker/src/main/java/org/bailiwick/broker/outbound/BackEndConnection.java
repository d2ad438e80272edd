package org.bailiwick.broker.outbound;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;

/**
 * Sends requests to one back end. It follows no redirect, uses no proxy, keeps no cookie, and has
 * at most 64 exchanges at a time.
 */
public final class BackEndConnection implements AutoCloseable {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  /** A call of a tool may have two exchanges at once; calls are bounded by the asset. */
  private static final int PLACES = 64;

  private final BackEndPlace place;
  private final HttpClient client;
  private final Semaphore places = new Semaphore(PLACES);

  private BackEndConnection(BackEndPlace place, HttpClient client) {
    this.place = place;
    this.client = client;
  }

  /**
   * Prepares connections; none is made before the first request.
   *
   * @throws IllegalArgumentException if the file of CAs cannot be used
   */
  public static BackEndConnection to(BackEndPlace place) {
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .proxy(HttpClient.Builder.NO_PROXY)
            .connectTimeout(CONNECT_TIMEOUT)
            .sslContext(BackEndTls.context(place))
            .build();
    return new BackEndConnection(place, client);
  }

  public BackEndPlace place() {
    return place;
  }

  /**
   * Sends the request and returns when the header fields of the answer are there. The caller closes
   * the answer.
   *
   * @param limit time for the whole exchange, to the end of the body
   * @throws BackEndFault if there is no answer
   */
  public BackEndAnswerStream open(BackEndRequest request, Duration limit) {
    if (!place.holds(request.uri())) {
      throw BackEndFault.refused("other-origin", null);
    }
    place.addresses().require(request.uri());
    if (limit.isNegative() || limit.isZero()) {
      throw BackEndFault.notDone("no-time-left", null);
    }
    if (!places.tryAcquire()) {
      throw BackEndFault.notDone("back-end-busy", null);
    }
    long end = System.nanoTime() + limit.toNanos();
    try {
      HttpResponse<InputStream> answer = send(http(request), limit);
      return BackEndAnswerStream.of(
          answer, Duration.ofNanos(end - System.nanoTime()), places::release);
    } catch (BackEndFault e) {
      places.release();
      throw e;
    }
  }

  /** Sends the request and reads the whole answer, of at most this many octets. */
  public BackEndText exchange(BackEndRequest request, Duration limit, int maxBytes) {
    try (BackEndAnswerStream answer = open(request, limit)) {
      return answer.text(maxBytes);
    }
  }

  private HttpResponse<InputStream> send(HttpRequest request, Duration limit) {
    CompletableFuture<HttpResponse<InputStream>> pending =
        client.sendAsync(request, HttpResponse.BodyHandlers.ofInputStream());
    try {
      return pending.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      giveUp(pending);
      throw BackEndFault.perhapsDone("answer-timeout", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      giveUp(pending);
      throw BackEndFault.perhapsDone("broker-stopping", e);
    } catch (ExecutionException e) {
      throw fault(e.getCause());
    }
  }

  /** Ends the exchange; an answer that came in the moment of the time-out is closed. */
  private static void giveUp(CompletableFuture<HttpResponse<InputStream>> pending) {
    if (pending.cancel(true) || pending.isCompletedExceptionally()) {
      return;
    }
    try {
      pending.join().body().close();
    } catch (IOException ignored) {
      return; // it is given up anyway
    }
  }

  private static BackEndFault fault(Throwable cause) {
    return switch (cause) {
      case HttpConnectTimeoutException late -> BackEndFault.notDone("unreachable", late);
      case ConnectException refused -> BackEndFault.notDone("unreachable", refused);
      case UnresolvedAddressException name -> BackEndFault.notDone("address-unresolved", name);
      case SSLHandshakeException tls -> BackEndFault.notDone("tls-refused", tls);
      default -> BackEndFault.perhapsDone("connection-lost", cause);
    };
  }

  private static HttpRequest http(BackEndRequest request) {
    HttpRequest.Builder built =
        HttpRequest.newBuilder(request.uri())
            .method(
                request.method(),
                request.body().map(BodyPublishers::ofByteArray).orElseGet(BodyPublishers::noBody));
    request.headers().forEach(built::setHeader);
    return built.build();
  }

  /** Cancels what is running. */
  @Override
  public void close() {
    client.shutdownNow();
  }
}
