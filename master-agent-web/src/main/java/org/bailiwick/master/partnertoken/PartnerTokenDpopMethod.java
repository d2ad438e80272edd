package org.bailiwick.master.partnertoken;

import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.access.AccessToken;
import org.bailiwick.master.dpop.DpopProof;
import org.bailiwick.master.dpop.DpopTokenMethod;
import org.bailiwick.master.dpop.RequestProofs;
import org.bailiwick.master.method.AccessTokenMethod;
import org.bailiwick.master.method.AuthenticationMethod;
import org.bailiwick.master.method.MethodResult;
import org.bailiwick.master.method.PresentedCredentials;

/**
 * An access token of a partner's own server that is bound to a key, under the scheme DPoP, with a
 * proof of this key for this domain (RFC 9449 section 7).
 */
public final class PartnerTokenDpopMethod implements AuthenticationMethod {

  public static final String NAME = "partner-access-token-dpop";

  private final PartnerTokens tokens;
  private final RequestProofs proofs;

  public PartnerTokenDpopMethod(PartnerTokens tokens, RequestProofs proofs) {
    this.tokens = tokens;
    this.proofs = proofs;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<String> schemes() {
    return Set.of(DpopTokenMethod.SCHEME);
  }

  @Override
  public MethodResult check(PresentedCredentials presented) {
    Optional<String> compact = presented.authorization(DpopTokenMethod.SCHEME);
    if (compact.isEmpty() || tokens.isOwn(compact.get())) {
      return new MethodResult.Lacking();
    }
    DpopProof proof = proofs.verify(presented, compact.get());
    AccessToken token = tokens.verify(compact.get(), presented, proof.key());
    proofs.use(presented, proof);
    return MethodResult.Passed.of(DpopTokenMethod.workload(token, presented), token);
  }

  @Override
  public ProblemException missing() {
    return AccessTokenMethod.required();
  }
}
