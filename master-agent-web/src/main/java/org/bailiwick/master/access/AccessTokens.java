package org.bailiwick.master.access;

import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.parties.PartnerRights;
import org.bailiwick.master.signing.OwnTokens;
import org.bailiwick.master.tokenledger.TokenLedger;
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
   * Verifies an access token: this domain has signed it, its type and audience are right, neither
   * expiry nor the token ledger has ended it, the peer presents the certificate to which it is
   * bound, and its trust domain is still a partner. Otherwise it throws access-token-invalid. The
   * scope is that of the token; {@link PartnerRights} tells what the partner has of it now.
   */
  public AccessToken verify(String compact, VerifiedPeer peer) {
    AccessToken token = AccessToken.of(tokens.verify(compact, AccessToken.TYP, tokens.issuer()));
    if (!token.thumbprint().equals(peer.thumbprint())) {
      throw refused("access-token-certificate", "The token is bound to another certificate.");
    }
    if (!token.client().equals(peer.id().toString())) {
      throw refused("access-token-client", "The token was issued to another client.");
    }
    switch (ledger.state(token.jti())) {
      case TokenState.Live live -> {
        // The token and the tokens that it descends from have not been ended.
      }
      case TokenState.Ended ended ->
          throw refused("access-token-ended", "The token has been ended.");
      case TokenState.Unknown unknown ->
          throw refused("access-token-unknown", "This server has not issued the token.");
    }
    partners.requirePartner(peer.id());
    return token;
  }

  private static ProblemException refused(String check, String detail) {
    return new ProblemException(ProblemType.ACCESS_TOKEN_INVALID, check, detail);
  }
}
