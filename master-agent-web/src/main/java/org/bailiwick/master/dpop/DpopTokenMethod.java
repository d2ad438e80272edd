package org.bailiwick.master.dpop;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.access.AccessToken;
import org.bailiwick.master.access.AccessTokens;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.method.AccessTokenMethod;
import org.bailiwick.master.method.AuthenticationMethod;
import org.bailiwick.master.method.MethodResult;
import org.bailiwick.master.method.PresentedCredentials;
import org.bailiwick.master.method.PresentedCredentials.Occasion;

/**
 * An access token of this domain that is bound to a key, under the scheme DPoP, with a proof of
 * this key (RFC 9449 section 7). The caller has a certificate if the token is bound to one as well.
 */
public final class DpopTokenMethod implements AuthenticationMethod {

  public static final String NAME = "access-token-dpop";

  private static final String SCHEME = "dpop";

  private final AccessTokens tokens;
  private final DpopProofs proofs;
  private final String baseUrl;

  /**
   * @param baseUrl of the resource, without a slash at its end
   */
  public DpopTokenMethod(AccessTokens tokens, DpopProofs proofs, String baseUrl) {
    this.tokens = tokens;
    this.proofs = proofs;
    this.baseUrl = baseUrl;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public Set<String> schemes() {
    return Set.of(SCHEME);
  }

  @Override
  public MethodResult check(PresentedCredentials presented) {
    Optional<String> compact = presented.authorization(SCHEME);
    if (compact.isEmpty()) {
      return new MethodResult.Lacking();
    }
    boolean isNew = presented.occasion() == Occasion.REQUEST;
    DpopProof proof = isNew ? proof(presented, compact) : proofAgain(presented, compact);
    AccessToken token = tokens.verify(compact.get(), presented.peer(), proof.key());
    if (isNew) {
      proofs.use(proof);
    }
    return MethodResult.Passed.of(caller(token, presented), token);
  }

  private DpopProof proof(PresentedCredentials presented, Optional<String> token) {
    return proofs.verify(values(presented), target(presented), token);
  }

  private DpopProof proofAgain(PresentedCredentials presented, Optional<String> token) {
    return proofs.verifyAgain(values(presented), target(presented), token);
  }

  private static List<String> values(PresentedCredentials presented) {
    return presented.head().header(DpopProofs.HEADER);
  }

  private RequestTarget target(PresentedCredentials presented) {
    return new RequestTarget(presented.head().method(), baseUrl + "/" + presented.head().path());
  }

  private static CallerIdentity caller(AccessToken token, PresentedCredentials presented) {
    return token
        .person()
        .<CallerIdentity>map(person -> person)
        .orElseGet(() -> workload(token, presented));
  }

  private static CallerIdentity workload(AccessToken token, PresentedCredentials presented) {
    return presented
        .peer()
        .filter(peer -> token.binding().certificate().isPresent())
        .map(CallerIdentity::of)
        .orElseGet(() -> new CallerIdentity.Client(SpiffeId.parse(token.client())));
  }

  @Override
  public ProblemException missing() {
    return AccessTokenMethod.required();
  }
}
