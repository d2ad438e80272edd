package org.bailiwick.master.decisionpoint;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.Locale;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.access.AccessToken;
import org.bailiwick.master.access.AccessTokens;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * What an asker shows beside its certificate: nothing, or an access token of this domain that is
 * bound to it (RFC 8705). A token that is shown must be good; it is never ignored.
 */
@Dependent
class AskerCredentials {
  private static final String BEARER = "bearer ";

  private final AccessTokens tokens;

  @Inject
  AskerCredentials(AccessTokens tokens) {
    this.tokens = tokens;
  }

  /**
   * The peer again.
   *
   * @param authorization the header Authorization, if there is one
   * @throws ProblemException access-token-invalid if it is not a token that counts for this peer
   */
  VerifiedPeer require(VerifiedPeer peer, Optional<String> authorization) {
    if (authorization.isPresent()) {
      String shown = authorization.get();
      if (!shown.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
        throw new ProblemException(
            ProblemType.ACCESS_TOKEN_INVALID,
            "access-token-scheme",
            "Only a token of the scheme Bearer may be shown beside the certificate.");
      }
      AccessToken unused = tokens.verify(shown.substring(BEARER.length()).strip(), peer);
    }
    return peer;
  }
}
