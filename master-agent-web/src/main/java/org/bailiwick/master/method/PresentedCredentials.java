package org.bailiwick.master.method;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * The credentials of a request: its peer, and what its head has. A token in the query is refused
 * and not ignored, because proxies may have logged it.
 *
 * @param peer the verified peer, if the connection has a certificate
 * @param occasion whether the request is new, or one that lasts and is looked at again
 */
public record PresentedCredentials(
    Optional<VerifiedPeer> peer, RequestHead head, Occasion occasion) {

  private static final String AUTHORIZATION = "Authorization";
  private static final String TOKEN_PARAMETER = "access_token";

  /** When the credentials are looked at. */
  public enum Occasion {
    /** The request has just come; what is for one use is used now. */
    REQUEST,
    /** The same request, such as an event stream, lasts: what is for one use was used before. */
    LASTING
  }

  public PresentedCredentials(Optional<VerifiedPeer> peer, RequestHead head) {
    this(peer, head, Occasion.REQUEST);
  }

  /** The same credentials on a later look, by the peer that was verified again, if there is one. */
  public PresentedCredentials again(Optional<VerifiedPeer> verified) {
    return new PresentedCredentials(verified, head, Occasion.LASTING);
  }

  /**
   * The credentials under this scheme in the Authorization header; empty if there is no such header
   * or it has another scheme. The name of a scheme ignores case (RFC 9110 section 11.1).
   *
   * @param scheme in lower case
   */
  public Optional<String> authorization(String scheme) {
    return scheme()
        .filter(scheme::equals)
        .map(same -> values().getFirst().substring(same.length()).strip());
  }

  /** The scheme of the Authorization header, in lower case. */
  Optional<String> scheme() {
    if (head.hasQueryParameter(TOKEN_PARAMETER)) {
      throw refused("token-in-query", "The query must not contain an access token.");
    }
    if (values().size() > 1) {
      throw refused("authorization-repeated", "There is more than one Authorization header.");
    }
    return values().stream().findFirst().map(PresentedCredentials::scheme);
  }

  private List<String> values() {
    return head.header(AUTHORIZATION);
  }

  private static String scheme(String header) {
    int end = header.indexOf(' ');
    return header.substring(0, end < 0 ? header.length() : end).toLowerCase(Locale.ROOT);
  }

  private static ProblemException refused(String check, String detail) {
    return new ProblemException(ProblemType.MALFORMED_REQUEST, check, detail);
  }
}
