package org.bailiwick.node.peer;

import jakarta.enterprise.context.RequestScoped;
import java.util.Arrays;
import java.util.Optional;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The peer of the current request. An operation names the kinds of peer it serves with {@link
 * #require}; what a peer of that kind may do is then policy's decision.
 */
@RequestScoped
public class PeerContext {
  private VerifiedPeer peer;
  private UnverifiedChain stranger;

  /** The peer, if it showed a certificate. */
  public Optional<VerifiedPeer> peer() {
    return Optional.ofNullable(peer);
  }

  /**
   * The peer, if it is of one of these kinds.
   *
   * @throws ProblemException peer-certificate-required (401) without a certificate, policy-denied
   *     (403) for another kind
   */
  public VerifiedPeer require(VerifiedPeer.Kind... kinds) {
    if (peer == null) {
      throw new ProblemException(
          ProblemType.PEER_CERTIFICATE_REQUIRED,
          "peer-certificate-required",
          "This operation needs a client certificate");
    }
    if (!Arrays.asList(kinds).contains(peer.kind())) {
      throw new ProblemException(
          ProblemType.POLICY_DENIED,
          "peer-kind",
          "This operation does not serve this kind of peer");
    }
    return peer;
  }

  /** Told once per request by the filter; only the filter can make the argument. */
  public void accept(VerifiedPeer verified) {
    if (peer != null) {
      throw new IllegalStateException("the peer of this request is already known");
    }
    peer = verified;
  }

  /** The certificates of a peer without a SPIFFE id, on paths that allow such peers. */
  public Optional<UnverifiedChain> stranger() {
    return Optional.ofNullable(stranger);
  }

  /** Told by the filter; only the filter can make the argument. */
  public void accept(UnverifiedChain shown) {
    stranger = shown;
  }
}
