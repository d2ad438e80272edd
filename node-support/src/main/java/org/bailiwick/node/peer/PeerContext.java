package org.bailiwick.node.peer;

import jakarta.enterprise.context.RequestScoped;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * The peer of the current request. An operation requires certain kinds of peer by {@link #require};
 * policy then decides whether the peer may use the operation.
 */
@RequestScoped
public class PeerContext {
  private VerifiedPeer peer;
  private Supplier<VerifiedPeer> verification;
  private UnverifiedChain stranger;

  /** The verified peer; empty for a request without certificate or token. */
  public Optional<VerifiedPeer> peer() {
    return Optional.ofNullable(peer);
  }

  /**
   * The peer, if it is of one of these kinds.
   *
   * @throws ProblemException peer-certificate-required (401) without a certificate, policy-denied
   *     (403) for another kind, with a check that names services and devices
   */
  public VerifiedPeer require(VerifiedPeer.Kind... kinds) {
    if (peer == null) {
      throw new ProblemException(
          ProblemType.PEER_CERTIFICATE_REQUIRED,
          "peer-certificate-required",
          "This operation needs a client certificate");
    }
    if (!Arrays.asList(kinds).contains(peer.kind())) {
      throw notServed();
    }
    return peer;
  }

  private ProblemException notServed() {
    return switch (peer.kind()) {
      case SERVICE -> notServed("peer-kind-service", "This operation does not serve services");
      case DEVICE -> notServed("peer-kind-device", "This operation does not serve devices");
      case AGENT, NODE, OPERATOR, FOREIGN, NODE_TLS, PARTNER_NODE ->
          notServed("peer-kind", "This operation does not serve this kind of peer");
    };
  }

  private static ProblemException notServed(String check, String detail) {
    return new ProblemException(ProblemType.POLICY_DENIED, check, detail);
  }

  /**
   * Verifies the peer of this request again, by what is trusted and known to be revoked then, and
   * throws what the filter would throw. It may be kept for longer than the request, for an answer
   * that is given later or bit by bit.
   */
  public Supplier<VerifiedPeer> again() {
    if (verification == null) {
      throw new IllegalStateException("the peer of this request was not verified");
    }
    return verification;
  }

  /** Called by the filter with the way in which it verifies the peer of this request. */
  void verifiedBy(Supplier<VerifiedPeer> way) {
    verification = way;
  }

  /** Called once per request by the filter, which alone can create the argument. */
  public void accept(VerifiedPeer verified) {
    if (peer != null) {
      throw new IllegalStateException("the peer of this request is already known");
    }
    peer = verified;
  }

  /** The unverified chain of a peer without a SPIFFE id, on paths that allow such peers. */
  public Optional<UnverifiedChain> stranger() {
    return Optional.ofNullable(stranger);
  }

  /** Called by the filter, which alone can create the argument. */
  public void accept(UnverifiedChain chain) {
    stranger = chain;
  }
}
