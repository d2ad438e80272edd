package org.bailiwick.master.oauth;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.jose.JwtChecks;
import org.bailiwick.node.jose.VerifiedJwt;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.trust.Partner;
import org.bailiwick.node.trust.PartnerDirectory;

/**
 * Verifies a JWT grant (RFC 7523 section 3, identity chaining section 2.4.2) with the keys and
 * algorithms of the issuer that is configured for the peer's trust domain. A grant of another
 * partner's issuer is refused for this peer, even if its key has the same id.
 */
final class AssertionCheck {

  private static final Duration MAX_AGE = Duration.ofMinutes(5);

  private final PartnerDirectory partners;
  private final Set<String> audiences;
  private final Clock clock;

  /** {@code audiences} are this server's issuer id and token endpoint; a grant names one. */
  AssertionCheck(PartnerDirectory partners, Set<String> audiences, Clock clock) {
    this.partners = partners;
    this.audiences = audiences;
    this.clock = clock;
  }

  Partner partnerOf(VerifiedPeer peer) {
    return partners
        .find(peer.id().trustDomain())
        .orElseThrow(
            () ->
                new OAuthRefusal(
                    OAuthError.UNAUTHORIZED_CLIENT,
                    "partner-unknown",
                    "This trust domain is not configured as a partner."));
  }

  Assertion verify(String compact, VerifiedPeer peer, Partner partner) {
    VerifiedJwt jwt = checks(partner).verify(compact);
    List<String> audience = jwt.texts("aud");
    if (audience.size() != 1 || !audiences.contains(audience.getFirst())) {
      throw refused("grant-audience", "The grant's audience is not this server alone.");
    }
    requireSameClient(jwt, peer);
    return Assertion.of(jwt, compact);
  }

  private JwtChecks checks(Partner partner) {
    Partner.AuthorizationServer server = partner.authorizationServer();
    return JwtChecks.of("grant", ProblemType.ACCESS_TOKEN_INVALID)
        .plainType()
        .confirmation("x5t#S256")
        .algorithms(server.algorithms())
        .keys(partners.keys(partner))
        .issuer(server.issuer())
        .maxAge(MAX_AGE)
        .clock(clock)
        .build();
  }

  /**
   * Refuses a grant that names another client by SPIFFE id, or another certificate. A client id in
   * another form is ignored, because only the partner can map it to a peer.
   */
  private static void requireSameClient(VerifiedJwt jwt, VerifiedPeer peer) {
    for (String claim : List.of("client_id", "azp")) {
      Optional<String> client =
          jwt.findText(claim).filter(name -> name.startsWith(SpiffeId.SCHEME));
      if (client.isPresent() && !client.get().equals(peer.id().toString())) {
        throw refused("grant-client", "The grant was issued to another client.");
      }
    }
    Object thumbprint = jwt.members("cnf").get("x5t#S256");
    if (thumbprint != null && !thumbprint.equals(peer.thumbprint())) {
      throw refused("grant-certificate", "The grant is bound to another certificate.");
    }
  }

  private static ProblemException refused(String check, String detail) {
    return new ProblemException(ProblemType.ACCESS_TOKEN_INVALID, check, detail);
  }
}
