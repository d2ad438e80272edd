package org.bailiwick.master.dpop;

import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.method.PresentedCredentials;
import org.bailiwick.master.method.PresentedCredentials.Occasion;

/** The proofs of requests that show an access token at a resource (RFC 9449 section 7). */
public final class RequestProofs {

  private final DpopProofs proofs;
  private final String baseUrl;

  /**
   * @param baseUrl of the resource, without a slash at its end
   */
  public RequestProofs(DpopProofs proofs, String baseUrl) {
    this.proofs = proofs;
    this.baseUrl = baseUrl;
  }

  /**
   * Verifies the proof of this request for this access token, without using it.
   *
   * @throws ProblemException dpop-proof-invalid; dpop-nonce-required
   */
  public DpopProof verify(PresentedCredentials presented, String accessToken) {
    List<String> values = presented.head().header(DpopProofs.HEADER);
    RequestTarget target =
        new RequestTarget(presented.head().method(), baseUrl + "/" + presented.head().path());
    return isNew(presented)
        ? proofs.verify(values, target, Optional.of(accessToken))
        : proofs.verifyAgain(values, target, Optional.of(accessToken));
  }

  /**
   * Uses the proof, when all else about the request is right. The proof of a request that lasts was
   * used when it came.
   *
   * @throws ProblemException dpop-proof-invalid when it was used before, at any node
   */
  public void use(PresentedCredentials presented, DpopProof proof) {
    if (isNew(presented)) {
      proofs.use(proof);
    }
  }

  private static boolean isNew(PresentedCredentials presented) {
    return presented.occasion() == Occasion.REQUEST;
  }
}
