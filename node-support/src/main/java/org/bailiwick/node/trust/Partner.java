package org.bailiwick.node.trust;

import java.net.URI;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.grants.GrantTarget;

/**
 * A partner domain as its {@code partner.json} describes it: its trust anchors, the source of its
 * CRL, the authorization server whose grants are accepted, the largest set of scopes that a grant
 * may ask for, whether its agents may call without a certificate, and its authorization server for
 * which this domain's agents get grants, if there is one.
 */
public record Partner(
    TrustDomain domain,
    List<X509Certificate> anchors,
    CrlSource crl,
    AuthorizationServer authorizationServer,
    CapabilitySet scopes,
    WithoutCertificate withoutCertificate,
    Optional<GrantTarget> grantsTo) {

  public Partner {
    anchors = List.copyOf(anchors);
  }

  /** Whether the partner's agents may call without a client certificate. */
  public enum WithoutCertificate {
    /** The description does not say so. */
    REFUSED,
    /** {@code "clients_without_certificate": "dpop"}: with a proof of the key in their grants. */
    BY_DPOP
  }

  /** The source of a partner's CRL. */
  public sealed interface CrlSource {
    /** A file that the operator replaces; DER or PEM, one CRL or several. */
    record InFile(Path file) implements CrlSource {}

    /** An https URL; without {@code tlsAnchors} those of the platform are used. */
    record AtUri(URI uri, Set<X509Certificate> tlsAnchors) implements CrlSource {}

    /**
     * {@code "crl": "none"}: an operator has decided to accept this partner's certificates until
     * they expire.
     */
    record Waived() implements CrlSource {}

    /** The description names no source, so this partner's peers are refused. */
    record Missing() implements CrlSource {}
  }

  /**
   * The partner's OAuth authorization server.
   *
   * @param issuer exact value of {@code iss}
   * @param algorithms JWS algorithms that its grants may use; all are asymmetric
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
