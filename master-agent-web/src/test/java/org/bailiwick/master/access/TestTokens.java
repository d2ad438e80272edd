package org.bailiwick.master.access;

import jakarta.json.JsonObject;
import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.statuslist.StatusPlace;

/** Access tokens that passed the check of a request. */
public final class TestTokens {
  public static final String ALICE = "https://as.partner.example#alice";

  private TestTokens() {}

  public static AccessToken access(TokenRecord record, VerifiedPeer peer) {
    return access(record, peer, ALICE);
  }

  /** The access token of a caller for this principal. */
  public static AccessToken access(TokenRecord record, VerifiedPeer peer, String principal) {
    return new AccessToken(
        record.jti(),
        principal,
        record.origin().caller().name(),
        record.scope(),
        peer.thumbprint(),
        record.lifetime().issuedAt(),
        record.lifetime().expiresAt());
  }

  /** The claims of a token that names some entry of a status list. */
  public static JsonObject claims(AccessToken token, String issuer) {
    return token.claims(issuer, new StatusPlace(5_000_000_001L, 7).at(issuer));
  }
}
