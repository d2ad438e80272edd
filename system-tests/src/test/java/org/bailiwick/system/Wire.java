package org.bailiwick.system;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.bailiwick.contract.testing.TestLeaf;

/**
 * Sends calls as any HTTP client would: the JDK's, with host names checked, trusting one root. A
 * connection of its own for each call, so that no test depends on the one before.
 */
public final class Wire {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TrustManager trust;

  public Wire(X509Certificate root) {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setCertificateEntry("root", root);
      TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
      factory.init(store);
      this.trust = factory.getTrustManagers()[0];
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException(e);
    }
  }

  public Answer send(Call call) {
    try (HttpClient client = client(call.identity()).build()) {
      return send(call, client);
    }
  }

  /** The same by a client whose connections last; the identity is the client's. */
  public Answer send(Call call, HttpClient client) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(call.uri())
            .timeout(PATIENCE)
            .method(
                call.method(),
                call.body().length == 0
                    ? BodyPublishers.noBody()
                    : BodyPublishers.ofByteArray(call.body()));
    call.headers().forEach(request::header);
    try {
      HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.headers(), response.body());
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException(call.method() + " " + call.uri() + " failed", e);
    }
  }

  /** A client that shows this certificate, or none. */
  public HttpClient.Builder client(Optional<TestLeaf> identity) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .sslContext(identity.map(this::tls).orElseGet(this::tls));
  }

  private SSLContext tls(TestLeaf leaf) {
    return leaf.tls(trust);
  }

  private SSLContext tls() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
