package org.bailiwick.master.oauth;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.chaining.IncomingGrant;
import org.bailiwick.master.dpop.ProvedClient;
import org.bailiwick.master.parties.PartnerParty;
import org.bailiwick.master.parties.PartnerRights;
import org.bailiwick.node.jose.JwtChecks;
import org.bailiwick.node.jose.VerifiedJwt;
import org.bailiwick.node.trust.Partner;
import org.bailiwick.node.trust.Partner.AuthorizationServer;
import org.bailiwick.node.trust.PartnerDirectory;

/**
 * Verifies a JWT grant (RFC 7523 section 3, identity chaining section 2.4.2) with the keys and
 * algorithms of the server that it names as issuer, among those that are configured for the
 * client's trust domain. An ID-JAG is a grant of another type, with more claims that are required
 * ({@link IncomingGrant}). A grant of another partner's issuer is refused for this client, even if
 * its key has the same id. Client and principal must be allowed by the partner's description.
 */
final class AssertionCheck {

  private static final Duration MAX_AGE = Duration.ofMinutes(5);

  private final PartnerDirectory partners;
  private final TokenSettings settings;
  private final Clock clock;

  AssertionCheck(PartnerDirectory partners, TokenSettings settings, Clock clock) {
    this.partners = partners;
    this.settings = settings;
    this.clock = clock;
  }

  /** The partner of the client, whose description must allow the client. */
  Partner partnerOf(SpiffeId client) {
    Partner partner =
        partners
            .find(client.trustDomain())
            .orElseThrow(
                () ->
                    new OAuthRefusal(
                        OAuthError.UNAUTHORIZED_CLIENT,
                        "partner-unknown",
                        "This trust domain is not configured as a partner."));
    Optional<String> check = PartnerParty.refusal(partner, client);
    if (check.isPresent()) {
      throw new OAuthRefusal(
          OAuthError.UNAUTHORIZED_CLIENT,
          check.get(),
          "The partner's description does not allow this client.");
    }
    return partner;
  }

  /** Refuses a client without certificate unless its partner's description permits that. */
  void requirePermitted(SpiffeId client) {
    if (partnerOf(client).withoutCertificate() != Partner.WithoutCertificate.BY_DPOP) {
      throw new OAuthRefusal(
          OAuthError.INVALID_CLIENT,
          PartnerRights.CERTIFICATE,
          "The clients of this domain need a certificate.");
    }
  }

  Assertion verify(String compact, ProvedClient client, Partner partner) {
    AuthorizationServer server = serverOf(compact, partner);
    VerifiedJwt jwt = checks(server).verify(compact);
    List<String> audience = jwt.texts("aud");
    if (audience.size() != 1 || !settings.audiences().contains(audience.getFirst())) {
      throw refused("grant-audience", "The grant's audience is not this server alone.");
    }
    requireSameClient(jwt, client);
    requireSameBinding(jwt.members("cnf"), client);
    IncomingGrant grant = new IncomingGrant(jwt, settings.issuer(), client.id().toString());
    grant.require();
    PartnerParty party = PartnerParty.of(partner, client.id(), server, jwt.text("sub"));
    Optional<String> check = party.refusal();
    if (check.isPresent()) {
      throw refused(check.get(), "The partner's description does not allow this principal.");
    }
    return Assertion.of(grant, compact, party.limits());
  }

  /**
   * The server that the grant names, which nothing proves yet. A grant of an issuer that is not the
   * partner's own is judged by the first server, so that it is refused by a signature or issuer
   * that is not this one's.
   */
  private static AuthorizationServer serverOf(String compact, Partner partner) {
    return JwtChecks.claimedIssuer(compact)
        .flatMap(partner::server)
        .orElseGet(() -> partner.authorizationServers().getFirst());
  }

  private JwtChecks checks(AuthorizationServer server) {
    return JwtChecks.of("grant", ProblemType.ACCESS_TOKEN_INVALID)
        .plainType()
        .type(IncomingGrant.TYPES.toArray(String[]::new))
        .confirmation(Set.of("x5t#S256", "jkt"))
        .algorithms(server.algorithms())
        .keys(partners.keys(server))
        .issuer(server.issuer())
        .maxAge(MAX_AGE)
        .clock(clock)
        .build();
  }

  /**
   * Refuses a grant that names another client by SPIFFE id. A client id in another form is ignored,
   * because only the partner can map it to a peer. A client without certificate must be named.
   */
  private static void requireSameClient(VerifiedJwt jwt, ProvedClient client) {
    List<String> names =
        Stream.of("client_id", "azp")
            .flatMap(claim -> jwt.findText(claim).stream())
            .filter(name -> name.startsWith(SpiffeId.SCHEME))
            .toList();
    boolean needsName = client.peer().isEmpty() && names.isEmpty();
    if (needsName || !names.stream().allMatch(client.id().toString()::equals)) {
      throw refused("grant-client", "The grant was issued to another client.");
    }
  }

  /**
   * Refuses a grant that is bound to a certificate or key which the client has not proved. The key
   * of a client without certificate must be the grant's, since nothing else tells whose it is.
   */
  private static void requireSameBinding(Map<String, Object> bound, ProvedClient client) {
    Object certificate = bound.get("x5t#S256");
    Object key = bound.get("jkt");
    if (certificate != null
        && client.peer().filter(peer -> certificate.equals(peer.thumbprint())).isEmpty()) {
      throw refused("grant-certificate", "The grant is bound to another certificate.");
    }
    boolean isOptional = key == null && client.peer().isPresent();
    if (!isOptional && client.proof().filter(proof -> proof.key().equals(key)).isEmpty()) {
      throw refused("grant-key", "The grant is not bound to the key that was proved.");
    }
  }

  private static ProblemException refused(String check, String detail) {
    return new ProblemException(ProblemType.ACCESS_TOKEN_INVALID, check, detail);
  }
}
