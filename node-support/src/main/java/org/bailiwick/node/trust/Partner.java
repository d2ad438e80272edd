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
import org.bailiwick.node.trust.accesstokens.AccessTokenTerms;
import org.bailiwick.node.trust.limits.AgentLimits;
import org.bailiwick.node.trust.limits.NamedScopes;

/**
 * A partner domain as its {@code partner.json} describes it: its trust anchors, the source of its
 * CRL, the authorization servers whose grants are accepted, the largest set of scopes that a grant
 * may ask for, what its agents may have of it, whether they may call without a certificate, and its
 * authorization server for which this domain's agents get grants, if there is one.
 */
public record Partner(
    TrustDomain domain,
    List<X509Certificate> anchors,
    CrlSource crl,
    List<AuthorizationServer> authorizationServers,
    CapabilitySet scopes,
    AgentLimits agents,
    WithoutCertificate withoutCertificate,
    Optional<GrantTarget> grantsTo) {

  public Partner {
    anchors = List.copyOf(anchors);
    authorizationServers = List.copyOf(authorizationServers);
  }

  /** The server with exactly this issuer, among those of this partner. */
  public Optional<AuthorizationServer> server(String issuer) {
    return authorizationServers.stream()
        .filter(server -> server.issuer().equals(issuer))
        .findFirst();
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
   * A stream of security events (SSF 1.0) that is polled (RFC 8936).
   *
   * @param audience exact value of {@code aud}
   * @param tokenFile the bearer token for the polls, read anew for each
   */
  public record EventStream(URI pollUri, String audience, Optional<Path> tokenFile) {}

  /**
   * An OAuth authorization server of the partner.
   *
   * @param issuer exact value of {@code iss}
   * @param algorithms JWS algorithms that its grants may use; all are asymmetric
   * @param subjects the principals, by {@code sub}, for whom its grants count
   * @param events where it tells of its principals, if it does
   * @param accessTokens on which terms its own access tokens count here; without them none does
   */
  public record AuthorizationServer(
      String issuer,
      Optional<Path> jwksFile,
      Optional<URI> jwksUri,
      Set<X509Certificate> tlsAnchors,
      List<String> algorithms,
      NamedScopes subjects,
      Optional<EventStream> events,
      Optional<AccessTokenTerms> accessTokens) {
    public AuthorizationServer {
      algorithms = List.copyOf(algorithms);
    }
  }
}
