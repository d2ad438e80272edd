package org.bailiwick.master.method;

import java.util.Optional;
import java.util.Set;
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

  static final String BEARER = "bearer";

  private final AccessTokens tokens;

  public AccessTokenMethod(AccessTokens tokens) {
    this.tokens = tokens;
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
    if (compact.isEmpty() || WorkloadTokenMethod.isClaimed(presented)) {
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
