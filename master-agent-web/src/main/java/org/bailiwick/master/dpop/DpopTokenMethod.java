package org.bailiwick.master.dpop;

import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.access.AccessToken;
import org.bailiwick.master.access.AccessTokens;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.method.AccessTokenMethod;
import org.bailiwick.master.method.AuthenticationMethod;
import org.bailiwick.master.method.MethodResult;
import org.bailiwick.master.method.PresentedCredentials;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * An access token of this domain that is bound to a key, under the scheme DPoP, with a proof of
 * this key (RFC 9449 section 7). The caller has a certificate if the token is bound to one as well.
 */
public final class DpopTokenMethod implements AuthenticationMethod {

  public static final String NAME = "access-token-dpop";

  /** The scheme of the Authorization header, in lower case. */
  public static final String SCHEME = "dpop";

  private final AccessTokens tokens;
  private final RequestProofs proofs;
  private final BiPredicate<String, Optional<VerifiedPeer>> ofPartner;

  /**
   * @param ofPartner whether the token that this peer, if there is one, shows says that it is of a
   *     partner's server whose tokens may count; it is then lacking here
   */
  public DpopTokenMethod(
      AccessTokens tokens,
      RequestProofs proofs,
      BiPredicate<String, Optional<VerifiedPeer>> ofPartner) {
    this.tokens = tokens;
    this.proofs = proofs;
    this.ofPartner = ofPartner;
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
    if (compact.isEmpty() || ofPartner.test(compact.get(), presented.peer())) {
      return new MethodResult.Lacking();
    }
    DpopProof proof = proofs.verify(presented, compact.get());
    AccessToken token = tokens.verify(compact.get(), presented.peer(), proof.key());
    proofs.use(presented, proof);
    return MethodResult.Passed.of(caller(token, presented), token);
  }

  private static CallerIdentity caller(AccessToken token, PresentedCredentials presented) {
    return token
        .person()
        .<CallerIdentity>map(person -> person)
        .orElseGet(() -> workload(token, presented));
  }

  /** The workload that shows the token: by its certificate only if the token is bound to one. */
  public static CallerIdentity workload(AccessToken token, PresentedCredentials presented) {
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
