package org.bailiwick.master.partnertoken;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.introspection.TokenServer;
import org.bailiwick.master.parties.PartnerRights;
import org.bailiwick.node.jose.JwtChecks;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.trust.Partner;
import org.bailiwick.node.trust.Partner.AuthorizationServer;
import org.bailiwick.node.trust.PartnerDirectory;

/**
 * Finds the server whose token is shown. A JWT names it, which nothing has verified yet; what is no
 * JWT is of the one server of the caller's domain that is asked about tokens.
 */
record TokenServers(PartnerDirectory partners) {

  /**
   * Whether the token, which nobody has verified, says that it is of a server whose tokens may
   * count.
   */
  boolean isClaimed(String compact, Optional<VerifiedPeer> peer) {
    return JwtChecks.claimedIssuer(compact)
        .map(issuer -> all().anyMatch(server -> server.issuer().equals(issuer)))
        .orElseGet(
            () ->
                peer.flatMap(shown -> partners.find(shown.id().trustDomain())).stream()
                    .flatMap(TokenServers::of)
                    .anyMatch(TokenServers::isAsked));
  }

  /**
   * The server of a token that an agent of this domain shows.
   *
   * @throws ProblemException access-token-invalid when it is not one whose tokens count there;
   *     dependency-unavailable while a fault hides the description of the domain
   */
  TokenServer require(String compact, TrustDomain domain) {
    Partner partner = partners.find(domain).orElseThrow(() -> unknown(domain));
    Optional<String> issuer = JwtChecks.claimedIssuer(compact);
    return issuer.isPresent() ? named(issuer.get(), partner) : onlyAsked(partner);
  }

  /** The server of a token that a client without certificate shows, whatever its domain is. */
  TokenServer require(String compact) {
    Optional<String> issuer = JwtChecks.claimedIssuer(compact);
    return all()
        .filter(server -> issuer.filter(server.issuer()::equals).isPresent())
        .findFirst()
        .orElseThrow(TokenServers::ofNone);
  }

  private ProblemException unknown(TrustDomain domain) {
    return partners.isFaulty(domain)
        ? new ProblemException(
            ProblemType.DEPENDENCY_UNAVAILABLE,
            "partner-description-faulty",
            "The description of the caller's domain cannot be read now.")
        : new ProblemException(
            ProblemType.ACCESS_TOKEN_INVALID,
            PartnerRights.REMOVED,
            "The caller's domain is no partner.");
  }

  private static TokenServer named(String issuer, Partner partner) {
    AuthorizationServer server = partner.server(issuer).orElseThrow(TokenServers::ofNone);
    return server
        .accessTokens()
        .map(terms -> new TokenServer(partner, server, terms))
        .orElseThrow(
            () ->
                TokenServer.refused(
                    "not-permitted", "The server's access tokens do not count here."));
  }

  private static TokenServer onlyAsked(Partner partner) {
    List<TokenServer> asked = of(partner).filter(TokenServers::isAsked).toList();
    if (asked.size() != 1) {
      throw ofNone();
    }
    return asked.getFirst();
  }

  private static ProblemException ofNone() {
    return TokenServer.refused("issuer", "The token is of no server of the caller's domain.");
  }

  private Stream<TokenServer> all() {
    return partners.partners().stream().flatMap(TokenServers::of);
  }

  private static Stream<TokenServer> of(Partner partner) {
    return partner.authorizationServers().stream()
        .flatMap(
            server ->
                server.accessTokens().stream()
                    .map(terms -> new TokenServer(partner, server, terms)));
  }

  private static boolean isAsked(TokenServer server) {
    return server.terms().introspection().isPresent();
  }
}
