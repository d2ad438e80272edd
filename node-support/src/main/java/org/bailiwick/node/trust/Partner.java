package org.bailiwick.node.trust;

import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.TrustDomain;

/**
 * A partner domain as its {@code partner.json} describes it: what its workloads' certificates must
 * lead to, where its revocations stand, whose grants count, and the most that those grants may ask
 * for.
 */
public record Partner(
    TrustDomain domain,
    List<X509Certificate> anchors,
    CrlSource crl,
    AuthorizationServer authorizationServer,
    CapabilitySet scopes) {

  public Partner {
    anchors = List.copyOf(anchors);
  }

  /** The source of a partner's CRL. */
  public sealed interface CrlSource {
    /** A file, replaced by whoever copies it there; DER or PEM, one CRL or several. */
    record InFile(Path file) implements CrlSource {}

    /** An https URL; {@code tlsAnchors} empty means the platform's. */
    record AtUri(URI uri, Set<X509Certificate> tlsAnchors) implements CrlSource {}

    /**
     * {@code "crl": "none"}: an operator has decided to accept this partner's certificates until
     * they expire.
     */
    record Waived() implements CrlSource {}

    /** Nothing is said: this partner's peers are refused. */
    record Missing() implements CrlSource {}
  }

  /**
   * The partner's OAuth authorization server.
   *
   * @param issuer exact value of {@code iss}
   * @param algorithms JWS algorithms its grants may use; never a symmetric one or none
   */
  public record AuthorizationServer(
      String issuer,
      Optional<Path> jwksFile,
      Optional<URI> jwksUri,
      Set<X509Certificate> tlsAnchors,
      List<String> algorithms) {
    public AuthorizationServer {
      algorithms = List.copyOf(algorithms);
    }
  }
}
