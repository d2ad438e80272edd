package org.bailiwick.master.intake;

import java.util.Optional;
import java.util.Set;
import org.bailiwick.master.access.AccessToken;
import org.bailiwick.node.peer.VerifiedPeer;

/** An authenticated caller: its peer, the methods that passed, and its verified token, if any. */
public record Caller(VerifiedPeer peer, Set<String> authenticatedBy, Optional<AccessToken> token) {

  /** The access token; a caller without one is refused with access-token-invalid. */
  public AccessToken requireToken() {
    return token.orElseThrow(() -> CallerAuthenticator.missing(CallerAuthenticator.ACCESS_TOKEN));
  }
}
