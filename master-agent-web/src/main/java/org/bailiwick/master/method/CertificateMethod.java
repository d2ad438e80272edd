package org.bailiwick.master.method;

import org.bailiwick.contract.identity.ValidationMethod;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * The client certificate of the connection (RFC 8705), which the peer filter has verified. A peer
 * that has proved its key by a Workload Identity Token instead shows none.
 */
public final class CertificateMethod implements AuthenticationMethod {

  public static final String NAME = "mtls";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public MethodResult check(PresentedCredentials presented) {
    return presented
        .peer()
        .filter(CertificateMethod::isByHandshake)
        .<MethodResult>map(peer -> MethodResult.Passed.of(CallerIdentity.find(peer)))
        .orElseGet(MethodResult.Lacking::new);
  }

  @Override
  public ProblemException missing() {
    return required();
  }

  static boolean isByHandshake(VerifiedPeer peer) {
    return peer.validatedBy() == ValidationMethod.MTLS;
  }

  /** The refusal of a request without client certificate. */
  public static ProblemException required() {
    return new ProblemException(
        ProblemType.PEER_CERTIFICATE_REQUIRED,
        "peer-certificate-required",
        "A client certificate is required.");
  }
}
