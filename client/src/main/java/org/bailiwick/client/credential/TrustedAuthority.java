package org.bailiwick.client.credential;

import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509TrustManager;
import org.bailiwick.client.http.JsonEndpoint;
import org.bailiwick.contract.credential.Pem;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.contract.tls.SpiffeTrustManager;

/**
 * The anchors of one trust domain as its agents know them: the root vouches for agents and nodes,
 * the operator CA for nodes when they call, and each for nobody else.
 */
public record TrustedAuthority(
    TrustDomain domain, X509Certificate root, X509Certificate operatorCa) {

  /**
   * Learns the anchors from one pinned fingerprint: the root from the plain address must have this
   * SHA-256 (hex of the DER); the operator CA then comes over TLS from the authority node that the
   * root vouches for.
   */
  public static TrustedAuthority fetch(URI plain, String rootFingerprint, URI authority) {
    X509Certificate root;
    try (JsonEndpoint open = new JsonEndpoint(plain, noTls())) {
      root = Pem.certificate(open.bytes("/issuers/root.cer"));
    }
    requireFingerprint(root, rootFingerprint);
    AtomicReference<TrustDomain> proven = new AtomicReference<>();
    Predicate<SpiffeId> authorityNode =
        id -> {
          proven.set(id.trustDomain());
          return id.path().equals("/node/authority");
        };
    SSLContext tls = serverTls(new SpiffeTrustManager(() -> Set.of(root), authorityNode));
    try (JsonEndpoint secure = new JsonEndpoint(authority, tls)) {
      X509Certificate operatorCa = Pem.certificate(secure.bytes("/issuers/operator-ca.cer"));
      return new TrustedAuthority(proven.get(), root, operatorCa);
    }
  }

  private static void requireFingerprint(X509Certificate root, String expected) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(root.getEncoded());
      byte[] pinned = HexFormat.of().parseHex(expected.replace(":", "").toLowerCase(Locale.ROOT));
      if (!MessageDigest.isEqual(digest, pinned)) {
        throw notTrusted("The root certificate does not have the pinned fingerprint", null);
      }
    } catch (CertificateEncodingException | IllegalArgumentException e) {
      throw notTrusted("The root's fingerprint is not SHA-256 in hex", e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static ProblemException notTrusted(String detail, Exception cause) {
    return new ProblemException(
        ProblemType.CREDENTIAL_NOT_TRUSTED, "root-fingerprint", detail, cause);
  }

  /** Trusts servers and callers of this domain that {@code expected} accepts. */
  public SpiffeTrustManager trust(Predicate<SpiffeId> expected) {
    Predicate<SpiffeId> ours = expected.and(id -> id.trustDomain().equals(domain));
    Map<X509Certificate, Predicate<SpiffeId>> anchors =
        Map.of(
            root, ours.and(id -> id.isAgent() || id.isNode()),
            operatorCa, ours.and(SpiffeId::isNode));
    return new SpiffeTrustManager(() -> anchors);
  }

  /** TLS without a certificate of our own, to a node of this domain. */
  public SSLContext serverTls() {
    return serverTls(trust(SpiffeId::isNode));
  }

  private static SSLContext serverTls(X509TrustManager trust) {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new X509TrustManager[] {trust}, null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java platform has TLS", e);
    }
  }

  /** For the plain address: a redirect to TLS finds nobody trusted. */
  private static SSLContext noTls() {
    return serverTls(new SpiffeTrustManager(Set::of, id -> false));
  }
}
