package org.bailiwick.node.outbound;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;
import javax.net.ssl.SSLException;
import org.bailiwick.contract.problem.ProblemException;

/**
 * Exchanges of the platform's HTTP client whose answers are bounded in size and time; the clients
 * of this package use HTTP/1.1 (measured faster here than HTTP/2), no redirects and no proxy.
 */
public final class BoundedExchange {

  /** The reason why an exchange has no answer, used as the end of checks' names. */
  public enum Fault {
    TIMEOUT,
    INTERRUPTED,
    TLS,
    FAILED;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private BoundedExchange() {}

  static HttpClient.Builder client(Duration connectTimeout) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .proxy(HttpClient.Builder.NO_PROXY)
        .connectTimeout(connectTimeout);
  }

  /** Sends the request; an answer of more than {@code maxBytes} fails. */
  public static CompletableFuture<HttpResponse<byte[]>> begin(
      HttpClient client, HttpRequest request, int maxBytes) {
    return client.sendAsync(request, body(maxBytes));
  }

  /** Takes bodies of at most {@code maxBytes}. */
  static BodyHandler<byte[]> body(int maxBytes) {
    return head -> new BoundedBody(maxBytes);
  }

  /**
   * Waits for the whole answer, whatever its status; after the time limit the exchange is
   * cancelled.
   */
  public static HttpResponse<byte[]> await(
      CompletableFuture<HttpResponse<byte[]>> pending,
      Duration limit,
      BiFunction<Fault, Throwable, ProblemException> refusal) {
    try {
      return pending.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    } catch (TimeoutException e) {
      throw refusal.apply(Fault.TIMEOUT, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw refusal.apply(Fault.INTERRUPTED, e);
    } catch (ExecutionException e) {
      throw refusal.apply(isTls(e.getCause()) ? Fault.TLS : Fault.FAILED, e.getCause());
    } finally {
      pending.cancel(true);
    }
  }

  private static boolean isTls(Throwable failure) {
    return failure instanceof SSLException
        || (failure != null && failure.getCause() instanceof SSLException);
  }
}
