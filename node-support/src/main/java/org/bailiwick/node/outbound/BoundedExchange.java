package org.bailiwick.node.outbound;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
 * The JDK's HTTP client as this package uses it: HTTP/1.1 (measured as faster than HTTP/2 here), no
 * redirects, no proxy, answers bounded in size and time.
 */
final class BoundedExchange {

  /** The reason why an exchange has no answer; it is the end of the check's name. */
  enum Fault {
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

  static CompletableFuture<HttpResponse<byte[]>> begin(
      HttpClient client, HttpRequest request, int maxBytes) {
    return client.sendAsync(request, head -> new BoundedBody(maxBytes));
  }

  /** The whole answer, whatever its status; the exchange is cancelled at the time limit. */
  static HttpResponse<byte[]> await(
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
