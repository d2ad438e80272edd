package org.bailiwick.injector.listen;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.bailiwick.listener.HttpListener;
import org.bailiwick.listener.ListenerAddress;
import org.bailiwick.listener.ListenerBounds;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** The TLS listener of the sidecar injector. */
public final class InjectorListener {
  private static final int THREADS = 24;
  private static final int CONNECTIONS = 2000;
  private static final int HEADERS = 16 * 1024;

  /** API servers keep connections open for a while. */
  private static final Duration IDLE = Duration.ofSeconds(90);

  private InjectorListener() {}

  /**
   * Who listens.
   *
   * @param caller who has to show a certificate; nobody if empty
   * @param requestTime within which the handshake and the first request, and later each request,
   *     have to come
   */
  public record Place(
      InetSocketAddress address,
      ServingCertificate certificate,
      Optional<ApiServerIdentity> caller,
      Duration requestTime) {}

  /**
   * Begins to listen.
   *
   * @throws IOException if the address is in use, or TLS cannot be set up
   */
  public static HttpListener start(Place place, InjectorPages pages) throws IOException {
    return HttpListener.start(
        "The sidecar injector",
        new ListenerAddress.Port(place.address(), Optional.of(tls(place))),
        new ListenerBounds(
            THREADS, CONNECTIONS, HEADERS, IDLE, place.requestTime(), Optional.empty()),
        HttpListener.Answers.of(pages));
  }

  /** Probes show no certificate; the pages require one for what only the API server may do. */
  private static SslContextFactory.Server tls(Place place) throws IOException {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      TrustManager[] trust =
          place
              .caller()
              .map(caller -> new TrustManager[] {caller.trust()})
              .orElse(new TrustManager[0]);
      context.init(new KeyManager[] {place.certificate()}, trust, null);
      SslContextFactory.Server factory = new SslContextFactory.Server();
      factory.setSslContext(context);
      factory.setIncludeProtocols("TLSv1.3", "TLSv1.2");
      factory.setWantClientAuth(place.caller().isPresent());
      factory.setRenegotiationAllowed(false);
      return factory;
    } catch (GeneralSecurityException e) {
      throw new IOException("TLS cannot be set up", e);
    }
  }
}
