package org.bailiwick.master.clientauth;

import java.util.List;
import java.util.Optional;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * What a token request shows of its client, unverified but for the peer.
 *
 * @param peer of the handshake, or of a Workload Identity Token with its proof
 * @param proofs of a key, which are a way only with an attestation
 * @param otherWay whether it has credentials of another way: a client secret, or an Authorization
 *     header
 */
public record ShownCredentials(
    Optional<VerifiedPeer> peer,
    Optional<String> clientId,
    Optional<String> assertionType,
    Optional<String> assertion,
    ShownProofs proofs,
    boolean otherWay) {

  /** A request that proves no key by itself. */
  public ShownCredentials(
      Optional<VerifiedPeer> peer,
      Optional<String> clientId,
      Optional<String> assertionType,
      Optional<String> assertion,
      boolean otherWay) {
    this(peer, clientId, assertionType, assertion, ShownProofs.ofDpop(List.of()), otherWay);
  }

  /** A request that shows its peer, and nothing else. */
  public static ShownCredentials of(Optional<VerifiedPeer> peer) {
    return new ShownCredentials(peer, Optional.empty(), Optional.empty(), Optional.empty(), false);
  }

  /** Whether the request shows no way at all, right or wrong, beside a name. */
  public boolean isNone() {
    return isNoneButAttestation() && !proofs.hasAttestation();
  }

  /** Whether the request shows no way at all, but perhaps an attestation. */
  public boolean isNoneButAttestation() {
    return peer.isEmpty() && !hasAssertion() && !otherWay;
  }

  boolean hasAssertion() {
    return assertion.isPresent() || assertionType.isPresent();
  }
}
