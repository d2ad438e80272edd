package org.bailiwick.master.access;

import org.bailiwick.master.tokenledger.TokenRecord;
import org.bailiwick.node.peer.VerifiedPeer;

/** Access tokens that passed the check of a request. */
public final class TestTokens {
  private TestTokens() {}

  public static AccessToken access(TokenRecord record, VerifiedPeer peer) {
    return new AccessToken(
        record.jti(),
        "https://as.partner.example#alice",
        record.origin().caller(),
        record.scope(),
        peer.thumbprint(),
        record.lifetime().issuedAt(),
        record.lifetime().expiresAt());
  }
}
