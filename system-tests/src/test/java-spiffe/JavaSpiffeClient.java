import io.spiffe.spiffeid.TrustDomain;
import io.spiffe.svid.jwtsvid.JwtSvid;
import io.spiffe.svid.x509svid.X509Svid;
import io.spiffe.workloadapi.DefaultWorkloadApiClient;
import io.spiffe.workloadapi.DefaultX509Source;
import io.spiffe.workloadapi.Watcher;
import io.spiffe.workloadapi.WorkloadApiClient;
import io.spiffe.workloadapi.X509Context;
import io.spiffe.workloadapi.X509Source;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/**
 * A workload with java-spiffe, which finds the socket by SPIFFE_ENDPOINT_SOCKET.
 *
 * <p>{@code steps URL}: prints SVIDs, bundles and refusals, and calls the URL by mutual TLS. {@code
 * watch}: prints the serial number of each X.509-SVID that is pushed, until it is killed.
 */
final class JavaSpiffeClient {
  private JavaSpiffeClient() {}

  public static void main(String... arguments) throws Exception {
    if (arguments[0].equals("watch")) {
      watch();
    }
    try (X509Source source = DefaultX509Source.newSource();
        WorkloadApiClient client = DefaultWorkloadApiClient.newClient()) {
      X509Svid svid = source.getX509Svid();
      TrustDomain domain = svid.getSpiffeId().getTrustDomain();
      Set<X509Certificate> anchors =
          source.getBundleForTrustDomain(domain).getX509Authorities();
      step("id", svid.getSpiffeId());
      step("hint", svid.getHint());
      step("anchors", anchors.size());
      step("domains", client.fetchX509Bundles().getBundles().keySet());
      step("jwt-domains", client.fetchJwtBundles().getBundles().keySet());
      step("jwt-svid", refusal(() -> client.fetchJwtSvid("partner")));
      String token = client.fetchJwtSvid("https://orders.example").getToken();
      JwtSvid verified =
          JwtSvid.parseAndValidate(
              token, client.fetchJwtBundles(), Set.of("https://orders.example"));
      step("jwt-verified", verified.getSpiffeId() + " " + verified.getAudience());
      step(
          "validated", client.validateJwtSvid(token, "https://orders.example").getSpiffeId());
      step("validate", refusal(() -> client.validateJwtSvid(token, "partner")));
      if (arguments.length > 1) {
        step("mtls", call(svid, anchors, URI.create(arguments[1])));
      }
    }
    System.exit(0);
  }

  private static void step(String name, Object value) {
    System.out.println("step " + name + " " + value);
  }

  private interface Action {
    Object run() throws Exception;
  }

  /** The status of gRPC at the bottom of an exception. */
  private static String refusal(Action action) {
    try {
      return "answered " + action.run();
    } catch (Exception e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      return cause.getMessage().split(":", 2)[0];
    }
  }

  private static void watch() throws Exception {
    WorkloadApiClient client = DefaultWorkloadApiClient.newClient();
    client.watchX509Context(
        new Watcher<X509Context>() {
          @Override
          public void onUpdate(X509Context update) {
            step("svid", update.getDefaultSvid().getLeaf().getSerialNumber().toString(16));
          }

          @Override
          public void onError(Throwable error) {
            step("error", error.getMessage());
          }
        });
    new CountDownLatch(1).await();
  }

  private static String call(X509Svid svid, Set<X509Certificate> anchors, URI url)
      throws Exception {
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, null);
    own.setKeyEntry("own", svid.getPrivateKey(), new char[0], chain(svid));
    KeyManagerFactory keys = KeyManagerFactory.getInstance("PKIX");
    keys.init(own, new char[0]);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    for (X509Certificate anchor : anchors) {
      trusted.setCertificateEntry(anchor.getSerialNumber().toString(), anchor);
    }
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    try (SSLSocket socket =
        (SSLSocket) tls.getSocketFactory().createSocket(url.getHost(), url.getPort())) {
      socket.startHandshake();
      X509Certificate peer = (X509Certificate) socket.getSession().getPeerCertificates()[0];
      socket.getOutputStream().write("GET / HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      String answer =
          new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
      Object name = peer.getSubjectAlternativeNames().iterator().next().get(1);
      return name + " " + answer.substring(answer.lastIndexOf('\n') + 1);
    }
  }

  private static Certificate[] chain(X509Svid svid) {
    return svid.getChain().toArray(Certificate[]::new);
  }
}
