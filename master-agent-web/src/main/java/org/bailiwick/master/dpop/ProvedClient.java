package org.bailiwick.master.dpop;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.master.access.TokenBinding;
import org.bailiwick.master.caller.CallerIdentity;
import org.bailiwick.master.policy.JobQuestion;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * An agent at the token endpoint: the certificate that it has proved, the key, or both.
 *
 * @param id the name that certificate, attestation or request tells; a partner's client without
 *     certificate is only believed when its grant says the same
 * @param attestation by whom the proved key is attested, if it is; the agent is of this domain then
 */
public record ProvedClient(
    SpiffeId id,
    Optional<VerifiedPeer> peer,
    Optional<DpopProof> proof,
    Optional<Attestation> attestation) {

  public ProvedClient {
    if (peer.isEmpty() && proof.isEmpty()) {
      throw new IllegalArgumentException("a client proves a certificate, a key, or both");
    }
    if (attestation.isPresent() && proof.isEmpty()) {
      throw new IllegalArgumentException("a client proves the key that is attested");
    }
  }

  /**
   * An attestation of the client's key.
   *
   * @param attester the name of the attester's file
   * @param end when the attestation ends
   */
  public record Attestation(String attester, Instant end) {}

  /** The client of this connection, and the key that it has proved, if it has. */
  public static ProvedClient of(VerifiedPeer peer, Optional<DpopProof> proof) {
    return new ProvedClient(peer.id(), Optional.of(peer), proof, Optional.empty());
  }

  /** A partner's client without certificate. */
  public static ProvedClient byKey(SpiffeId id, DpopProof proof) {
    return new ProvedClient(id, Optional.empty(), Optional.of(proof), Optional.empty());
  }

  public CallerIdentity identity() {
    return peer.map(CallerIdentity::of).orElseGet(() -> new CallerIdentity.Client(id));
  }

  /** The client as the subject of a decision. */
  public JobQuestion.Subject subject() {
    return peer.map(JobQuestion.Subject::of).orElseGet(this::byKeyAlone);
  }

  /** The same, and of an agent with a certificate what its credential says. */
  public JobQuestion.Subject subject(Instant now) {
    return peer.map(shown -> JobQuestion.Subject.of(shown, now)).orElseGet(this::byKeyAlone);
  }

  /** A client whose key nobody here attests is a partner's. */
  private JobQuestion.Subject byKeyAlone() {
    return new JobQuestion.ClientSubject(id, attestation.isEmpty());
  }

  /** Whether the client is an agent of this domain, by its certificate or by an attestation. */
  public boolean isOwnAgent() {
    return peer.map(shown -> shown.kind() == VerifiedPeer.Kind.AGENT)
        .orElseGet(attestation::isPresent);
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
    attestation.ifPresent(shown -> methods.add("attestation"));
    return methods;
  }

  /** No token outlives this time: the end of the certificate or attestation, whichever is first. */
  public Optional<Instant> end() {
    return Stream.concat(
            peer.map(shown -> shown.certificate().getNotAfter().toInstant()).stream(),
            attestation.map(Attestation::end).stream())
        .min(Instant::compareTo);
  }
}
