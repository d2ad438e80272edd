package org.bailiwick.master.dpop;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.master.access.TokenBinding;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * A partner's agent at the token endpoint: the certificate that it has proved, the key, or both.
 *
 * @param id the name that the certificate or the request tells; a client without certificate is
 *     only believed when its grant says the same
 */
public record ProvedClient(SpiffeId id, Optional<VerifiedPeer> peer, Optional<DpopProof> proof) {

  public ProvedClient {
    if (peer.isEmpty() && proof.isEmpty()) {
      throw new IllegalArgumentException("a client proves a certificate, a key, or both");
    }
  }

  /** The client of this connection, and the key that it has proved, if it has. */
  public static ProvedClient of(VerifiedPeer peer, Optional<DpopProof> proof) {
    return new ProvedClient(peer.id(), Optional.of(peer), proof);
  }

  /** A client without certificate. */
  public static ProvedClient byKey(SpiffeId id, DpopProof proof) {
    return new ProvedClient(id, Optional.empty(), Optional.of(proof));
  }

  public CallerIdentity identity() {
    return peer.map(CallerIdentity::of).orElseGet(() -> new CallerIdentity.Client(id));
  }

  /** What its token is bound to: all that it has proved. */
  public TokenBinding binding() {
    return new TokenBinding(peer.map(VerifiedPeer::thumbprint), proof.map(DpopProof::key));
  }

  /** The names of the ways in which it has authenticated, for policies. */
  public Set<String> methods() {
    Set<String> methods = new TreeSet<>();
    peer.ifPresent(shown -> methods.add(shown.validatedBy().text()));
    proof.ifPresent(shown -> methods.add("dpop"));
    return methods;
  }

  /** No token outlives this time, if the client has a certificate. */
  public Optional<Instant> end() {
    return peer.map(shown -> shown.certificate().getNotAfter().toInstant());
  }
}
