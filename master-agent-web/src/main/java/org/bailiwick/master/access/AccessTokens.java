package org.bailiwick.master.access;

import java.util.Optional;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.parties.PartnerRights;
import org.bailiwick.master.signing.OwnTokens;
import org.bailiwick.master.tokenledger.TokenLedger;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.master.tokenledger.TokenState;
import org.bailiwick.node.peer.VerifiedPeer;

/** Checks access tokens for the resource server (OAuth 2.1 section 5.2). */
public final class AccessTokens {

  private final OwnTokens tokens;
  private final TokenLedger ledger;
  private final PartnerRights partners;

  public AccessTokens(OwnTokens tokens, TokenLedger ledger, PartnerRights partners) {
    this.tokens = tokens;
    this.ledger = ledger;
    this.partners = partners;
  }

  /**
   * Verifies an access token that is bound to a certificate alone: this domain has signed it, its
   * type and audience are right, neither expiry nor the token ledger has ended it, the peer
   * presents the certificate to which it is bound, and its trust domain is still a partner.
   * Otherwise it throws access-token-invalid. The scope is that of the token; {@link PartnerRights}
   * tells what the partner has of it now.
   */
  public AccessToken verify(String compact, VerifiedPeer peer) {
    AccessToken token = read(compact);
    if (token.binding().key().isPresent()) {
      throw refused("access-token-scheme", "The token is bound to a key; its scheme is DPoP.");
    }
    requirePeer(token, peer);
    requireLive(token);
    partners.requirePartner(peer.id(), token.subject());
    return token;
  }

  /**
   * The same for a token that is bound to the key with this thumbprint, which the presenter has
   * proved. If the token is bound to a certificate as well, the peer must present that. A token
   * without certificate is of a client that the partner still permits, or of a person who may still
   * have work done through its client.
   */
  public AccessToken verify(String compact, Optional<VerifiedPeer> peer, String key) {
    AccessToken token = read(compact);
    if (token.binding().key().isEmpty()) {
      throw refused("access-token-scheme", "The token is bound to no key; its scheme is Bearer.");
    }
    if (!token.binding().key().get().equals(key)) {
      throw refused("access-token-key", "The token is bound to another key.");
    }
    TokenRecord record = requireLive(token);
    if (token.person().isPresent()) {
      requirePerson(token, record, peer);
    } else if (token.binding().certificate().isPresent()) {
      VerifiedPeer present =
          peer.orElseThrow(
              () -> refused("access-token-certificate", "The token is bound to a certificate."));
      requirePeer(token, present);
      partners.requirePartner(present.id(), token.subject());
    } else {
      peer.ifPresent(present -> requireClient(token, present));
      partners.requireClient(SpiffeId.parse(token.client()), token.subject());
    }
    return token;
  }

  private AccessToken read(String compact) {
    return AccessToken.of(tokens.verify(compact, AccessToken.TYP, tokens.issuer()));
  }

  private static void requirePeer(AccessToken token, VerifiedPeer peer) {
    if (token.binding().certificate().filter(peer.thumbprint()::equals).isEmpty()) {
      throw refused("access-token-certificate", "The token is bound to another certificate.");
    }
    requireClient(token, peer);
  }

  private static void requireClient(AccessToken token, VerifiedPeer peer) {
    if (!token.client().equals(peer.id().toString())) {
      throw refused("access-token-client", "The token was issued to another client.");
    }
  }

  /** A person's client has no certificate, so one beside the token is another caller's. */
  private void requirePerson(AccessToken token, TokenRecord record, Optional<VerifiedPeer> peer) {
    if (peer.isPresent()) {
      throw refused("access-token-client", "The token was issued to another client.");
    }
    partners.people().requireSession(record.origin().parent(), token.client());
  }

  /** The token and the tokens that it descends from have not been ended. */
  private TokenRecord requireLive(AccessToken token) {
    return switch (ledger.state(token.jti())) {
      case TokenState.Live live -> live.token();
      case TokenState.Ended ended ->
          throw refused("access-token-ended", "The token has been ended.");
      case TokenState.Unknown unknown ->
          throw refused("access-token-unknown", "This server has not issued the token.");
    };
  }

  private static ProblemException refused(String check, String detail) {
    return new ProblemException(ProblemType.ACCESS_TOKEN_INVALID, check, detail);
  }
}
