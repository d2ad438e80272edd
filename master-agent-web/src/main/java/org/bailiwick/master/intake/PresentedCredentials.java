package org.bailiwick.master.intake;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * The credentials of a request: its peer, its Authorization headers, and whether its query has an
 * access token. A token in the query is refused and not ignored, because proxies may have logged
 * it.
 */
public record PresentedCredentials(
    Optional<VerifiedPeer> peer, List<String> authorization, boolean tokenInQuery) {

  private static final String BEARER = "bearer ";

  /** The same credentials by a peer that was verified again. */
  public PresentedCredentials by(VerifiedPeer verified) {
    return new PresentedCredentials(Optional.of(verified), authorization, tokenInQuery);
  }

  /** The bearer token, if there is one; the scheme's name ignores case (RFC 9110 section 11.1). */
  Optional<String> bearerToken() {
    if (tokenInQuery) {
      throw refused("token-in-query", "The query must not contain an access token.");
    }
    if (authorization.size() > 1) {
      throw refused("authorization-repeated", "There is more than one Authorization header.");
    }
    return authorization.stream()
        .findFirst()
        .map(
            header -> {
              if (!header.toLowerCase(Locale.ROOT).startsWith(BEARER)) {
                throw refused("authorization-scheme", "The Authorization scheme is not Bearer.");
              }
              return header.substring(BEARER.length()).strip();
            });
  }

  private static ProblemException refused(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }
}
