package org.bailiwick.master.method;

import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.access.AccessTokens;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.workloadtoken.WorkloadTokens;

/**
 * An access token of this domain that is bound to the certificate of an agent's key, which the
 * agent has proved by a Workload Identity Token and a proof that covers the access token
 * (draft-ietf-wimse-wpt section 2). The peer filter has verified both, and the certificate.
 */
public final class WorkloadTokenMethod implements AuthenticationMethod {

  public static final String NAME = "access-token-wit";

  private final AccessTokens tokens;

  public WorkloadTokenMethod(AccessTokens tokens) {
    this.tokens = tokens;
  }

  /** Whether the peer has proved its key so. */
  static boolean isShown(PresentedCredentials presented) {
    return presented
        .peer()
        .map(VerifiedPeer::validatedBy)
        .filter(ValidationMethod.WIT::equals)
        .isPresent();
  }

  /** Whether the request rests on a Workload Identity Token, with a proof or a signature. */
  public static boolean isClaimed(PresentedCredentials presented) {
    return isShown(presented) || WorkloadTokens.isNamedIn(presented.head()::header);
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
    if (compact.isEmpty() || !isShown(presented)) {
      return new MethodResult.Lacking();
    }
    VerifiedPeer peer = presented.peer().orElseThrow();
    return MethodResult.Passed.of(CallerIdentity.of(peer), tokens.verify(compact.get(), peer));
  }

  @Override
  public ProblemException missing() {
    return AccessTokenMethod.required();
  }
}
