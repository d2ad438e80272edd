package org.bailiwick.master.method;

import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.access.AccessToken;
import org.bailiwick.master.access.AccessTokens;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.node.peer.VerifiedPeer;

/** An access token of this domain that is bound to the certificate of the connection (RFC 8705). */
public final class AccessTokenMethod implements AuthenticationMethod {

  public static final String NAME = "access-token";

  /** Check for a missing token. The challenge then has no error code (RFC 6750 section 3.1). */
  static final String TOKEN_MISSING = "access-token-missing";

  /** The scheme of the Authorization header, in lower case. */
  public static final String BEARER = "bearer";

  private final AccessTokens tokens;
  private final BiPredicate<String, Optional<VerifiedPeer>> ofPartner;

  /**
   * @param ofPartner whether the token that this peer shows says that it is of a partner's server
   *     whose tokens may count; it is then lacking here, and another method looks at it
   */
  public AccessTokenMethod(
      AccessTokens tokens, BiPredicate<String, Optional<VerifiedPeer>> ofPartner) {
    this.tokens = tokens;
    this.ofPartner = ofPartner;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<String> schemes() {
    return Set.of(BEARER);
  }

  @Override
  public MethodResult check(PresentedCredentials presented) {
    Optional<String> compact = presented.authorization(BEARER);
    if (compact.isEmpty()
        || WorkloadTokenMethod.isClaimed(presented)
        || ofPartner.test(compact.get(), presented.peer())) {
      return new MethodResult.Lacking();
    }
    // The token is bound to a certificate, so a peer without certificate is refused.
    VerifiedPeer peer = presented.peer().orElseThrow(CertificateMethod::required);
    AccessToken token = tokens.verify(compact.get(), peer);
    return MethodResult.Passed.of(CallerIdentity.of(peer), token);
  }

  @Override
  public ProblemException missing() {
    return required();
  }

  /** The refusal of a request without access token. */
  public static ProblemException required() {
    return new ProblemException(
        ProblemType.ACCESS_TOKEN_INVALID, TOKEN_MISSING, "An access token is required.");
  }
}
