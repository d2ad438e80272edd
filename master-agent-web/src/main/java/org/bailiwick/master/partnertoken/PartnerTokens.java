package org.bailiwick.master.partnertoken;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.access.AccessToken;
import org.bailiwick.master.access.TokenBinding;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.introspection.IntrospectedTokens;
import org.bailiwick.master.introspection.TokenServer;
import org.bailiwick.master.method.PresentedCredentials;
import org.bailiwick.master.method.PresentedCredentials.Occasion;
import org.bailiwick.master.parties.PartnerParty;
import org.bailiwick.master.parties.PartnerRights;
import org.bailiwick.master.parties.ScopeIntersection;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.node.jose.JwtChecks;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.trust.Partner;
import org.bailiwick.node.trust.PartnerDirectory;
import org.bailiwick.node.writer.GroupWriter;

/**
 * Checks access tokens of partners' servers for the resource server (OAuth 2.1 section 5.2): the
 * server's description permits them, the token is valid and for this server, its client is the
 * agent that shows it, and it is bound to what the agent proves. The scope is what the token, the
 * partner, the agent and the principal all have.
 */
public final class PartnerTokens {

  /**
   * The greatest age of a JWT. What its server takes back is remembered for longer than that, so
   * that the token is refused even if it is shown for the first time afterwards.
   */
  private static final Duration MAX_AGE = Duration.ofHours(1);

  /**
   * What the checks use.
   *
   * @param requireCompleteLog throws while the database may be an old copy, which lacks ends of
   *     tokens
   * @param issuer the issuer of this domain's own tokens
   * @param tlsFolder has this node's client certificate, for servers that know it by that
   */
  public record Parts(
      PartnerDirectory partners,
      TokenLedger ledger,
      GroupWriter writer,
      Runnable requireCompleteLog,
      String issuer,
      Path tlsFolder) {}

  private final PartnerDirectory partners;
  private final TokenServers servers;
  private final TokenAcceptance acceptance;
  private final IntrospectedTokens introspected;
  private final String own;
  private final Clock clock;

  public PartnerTokens(Parts parts, Clock clock) {
    this.partners = parts.partners();
    this.servers = new TokenServers(parts.partners());
    this.acceptance =
        new TokenAcceptance(parts.ledger(), parts.writer(), parts.requireCompleteLog());
    this.introspected = new IntrospectedTokens(parts.tlsFolder(), clock);
    this.own = parts.issuer();
    this.clock = clock;
  }

  /**
   * Whether the token that this peer, if there is one, shows says that it is of a partner's server
   * whose tokens may count. Nothing is verified.
   */
  public boolean isClaimed(String compact, Optional<VerifiedPeer> peer) {
    return servers.isClaimed(compact, peer);
  }

  /** Whether the token says that it is of this domain. Nothing is verified. */
  boolean isOwn(String compact) {
    return JwtChecks.claimedIssuer(compact).filter(own::equals).isPresent();
  }

  /**
   * Verifies a token that is bound to the certificate of this peer alone.
   *
   * @throws ProblemException access-token-invalid; insufficient-scope for a token with no word that
   *     stands for anything; dependency-unavailable when it cannot be told now
   */
  AccessToken verify(String compact, VerifiedPeer peer, Occasion occasion) {
    TokenServer server = servers.require(compact, requirePartner(peer).trustDomain());
    VouchedToken token = vouched(server, compact, occasion);
    if (token.binding().key().isPresent()) {
      throw TokenServer.refused("scheme", "The token is bound to a key; its scheme is DPoP.");
    }
    requireCertificate(token.binding(), peer);
    return accepted(new ShownToken(server, compact, token, CallerIdentity.of(peer), peer.id()));
  }

  /**
   * The same for a token that is bound to the key with this thumbprint, which the presenter has
   * proved. If the token is bound to a certificate as well, the peer must present that; otherwise
   * the description must permit clients without certificate.
   */
  AccessToken verify(String compact, PresentedCredentials presented, String key) {
    Optional<VerifiedPeer> peer = presented.peer();
    TokenServer server =
        peer.isPresent()
            ? servers.require(compact, requirePartner(peer.get()).trustDomain())
            : ofClient(compact);
    VouchedToken token = vouched(server, compact, presented.occasion());
    if (token.binding().key().isEmpty()) {
      throw TokenServer.refused("scheme", "The token is bound to no key; its scheme is Bearer.");
    }
    if (!token.binding().key().get().equals(key)) {
      throw TokenServer.refused("key", "The token is bound to another key.");
    }
    SpiffeId agent = agent(server, token);
    if (peer.isPresent() && !agent.equals(peer.get().id())) {
      throw anotherClient();
    }
    return accepted(
        new ShownToken(server, compact, token, caller(server, token, peer, agent), agent));
  }

  /**
   * The server of a token that is shown without certificate, by anybody. Its keys verify the token
   * also where it is asked, so that it is asked about nothing that it has not issued.
   */
  private TokenServer ofClient(String compact) {
    TokenServer server = servers.require(compact);
    requireClients(server);
    checks(server).verify(compact);
    return server;
  }

  private static CallerIdentity caller(
      TokenServer server, VouchedToken token, Optional<VerifiedPeer> peer, SpiffeId agent) {
    if (token.binding().certificate().isPresent()) {
      VerifiedPeer present = peer.orElseThrow(PartnerTokens::anotherCertificate);
      requireCertificate(token.binding(), present);
      return CallerIdentity.of(present);
    }
    requireClients(server);
    return new CallerIdentity.Client(agent);
  }

  private static void requireClients(TokenServer server) {
    if (server.partner().withoutCertificate() != Partner.WithoutCertificate.BY_DPOP) {
      throw new ProblemException(
          ProblemType.ACCESS_TOKEN_INVALID,
          PartnerRights.CERTIFICATE,
          "The clients of this domain need a certificate.");
    }
  }

  /** What is known of tokens by introspection. */
  IntrospectedTokens introspected() {
    return introspected;
  }

  private static SpiffeId requirePartner(VerifiedPeer peer) {
    if (peer.kind() != VerifiedPeer.Kind.FOREIGN) {
      throw TokenServer.refused("peer", "A partner's token is for the partner's own agents.");
    }
    return peer.id();
  }

  private VouchedToken vouched(TokenServer server, String compact, Occasion occasion) {
    Instant now = clock.instant();
    if (server.terms().introspection().isEmpty()) {
      return read(server, checks(server).verify(compact).claims(), now);
    }
    Map<String, Object> members = introspected.members(server, compact, occasion);
    if (members.containsKey("iss") && !server.issuer().equals(members.get("iss"))) {
      throw TokenServer.refused("issuer", "The token is of another issuer.");
    }
    return read(server, members, clock.instant());
  }

  private static VouchedToken read(TokenServer server, Map<String, Object> claims, Instant now) {
    return new VouchedClaims(claims).read(server.terms().audience(), now, now);
  }

  private JwtChecks checks(TokenServer server) {
    return JwtChecks.of(TokenServer.CHECKS, ProblemType.ACCESS_TOKEN_INVALID)
        .type(AccessToken.TYP)
        .confirmation(Set.of("x5t#S256", "jkt"))
        .algorithms(server.server().algorithms())
        .keys(partners.keys(server.server()))
        .issuer(server.issuer())
        .maxAge(MAX_AGE)
        .clock(clock)
        .build();
  }

  private AccessToken accepted(ShownToken shown) {
    if (!agent(shown.server(), shown.vouched()).equals(shown.agent())) {
      throw anotherClient();
    }
    PartnerParty party =
        PartnerParty.of(
            shown.server().partner(),
            shown.agent(),
            shown.server().server(),
            shown.vouched().subject());
    Optional<String> check = party.refusal();
    if (check.isPresent()) {
      throw new ProblemException(
          ProblemType.ACCESS_TOKEN_INVALID,
          check.get(),
          "The partner's description does not allow this caller or principal.");
    }
    CapabilitySet permitted = permitted(shown, party);
    acceptance.require(shown);
    introspected
        .answers()
        .change(shown.server(), shown.compact(), held -> held.accepted(shown.id()));
    return shown.with(permitted);
  }

  private static CapabilitySet permitted(ShownToken shown, PartnerParty party) {
    if (shown.scope().isEmpty()) {
      String words = String.join(" ", new TreeSet<>(shown.server().terms().scopes().keySet()));
      throw new ProblemException(
              ProblemType.INSUFFICIENT_SCOPE,
              TokenServer.CHECKS + "-scope",
              "No word of the token's scope stands for anything here.")
          .with("scope", words);
    }
    return ScopeIntersection.of(shown.scope(), party.limits());
  }

  private static SpiffeId agent(TokenServer server, VouchedToken token) {
    return server.terms().agentOf(token.clientId()).orElseThrow(PartnerTokens::anotherClient);
  }

  private static void requireCertificate(TokenBinding binding, VerifiedPeer peer) {
    if (binding.certificate().filter(peer.thumbprint()::equals).isEmpty()) {
      throw anotherCertificate();
    }
  }

  private static ProblemException anotherCertificate() {
    return TokenServer.refused("certificate", "The token is bound to another certificate.");
  }

  private static ProblemException anotherClient() {
    return TokenServer.refused("client", "The token was issued to another client.");
  }
}
