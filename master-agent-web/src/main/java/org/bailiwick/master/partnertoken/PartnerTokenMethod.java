package org.bailiwick.master.partnertoken;

import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.access.AccessToken;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.method.AccessTokenMethod;
import org.bailiwick.master.method.AuthenticationMethod;
import org.bailiwick.master.method.CertificateMethod;
import org.bailiwick.master.method.MethodResult;
import org.bailiwick.master.method.PresentedCredentials;
import org.bailiwick.master.method.WorkloadTokenMethod;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * An access token of a partner's own server that is bound to the certificate of the connection (RFC
 * 8705). A token that says that it is of this domain is another method's.
 */
public final class PartnerTokenMethod implements AuthenticationMethod {

  public static final String NAME = "partner-access-token";

  private final PartnerTokens tokens;

  public PartnerTokenMethod(PartnerTokens tokens) {
    this.tokens = tokens;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<String> schemes() {
    return Set.of(AccessTokenMethod.BEARER);
  }

  @Override
  public MethodResult check(PresentedCredentials presented) {
    Optional<String> compact = presented.authorization(AccessTokenMethod.BEARER);
    if (compact.isEmpty()
        || WorkloadTokenMethod.isClaimed(presented)
        || tokens.isOwn(compact.get())) {
      return new MethodResult.Lacking();
    }
    // A token without the certificate to which it is bound is nobody's.
    VerifiedPeer peer = presented.peer().orElseThrow(CertificateMethod::required);
    AccessToken token = tokens.verify(compact.get(), peer, presented.occasion());
    return MethodResult.Passed.of(CallerIdentity.of(peer), token);
  }

  @Override
  public ProblemException missing() {
    return AccessTokenMethod.required();
  }
}
