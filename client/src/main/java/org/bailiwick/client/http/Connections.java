package org.bailiwick.client.http;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/**
 * The connections of an endpoint, by HTTP/1.1 and without redirects. A connection takes new
 * requests for half a minute at most, so that a renewed credential is soon the one that is shown:
 * the certificate of a connection is that of its handshake.
 */
final class Connections implements AutoCloseable {
  /** With the TLS handshake, in which a key in a TPM or a token may have to sign. */
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);

  private static final Duration AGE = Duration.ofSeconds(30);

  /** The latest time at which a caller that got a client before sends its request. */
  private static final Executor LATER =
      CompletableFuture.delayedExecutor(AGE.toSeconds(), TimeUnit.SECONDS);

  private final SSLContext tls;
  private HttpClient current;
  private long made;

  Connections(SSLContext tls) {
    this.tls = tls;
    begin();
  }

  private void begin() {
    current =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .sslContext(tls)
            .build();
    made = System.nanoTime();
  }

  /** The client for a request that is sent at once. */
  synchronized HttpClient client() {
    if (System.nanoTime() - made > AGE.toNanos()) {
      LATER.execute(current::shutdown); // what it has begun then goes on to its end
      begin();
    }
    return current;
  }

  @Override
  public synchronized void close() {
    current.shutdownNow();
  }
}
