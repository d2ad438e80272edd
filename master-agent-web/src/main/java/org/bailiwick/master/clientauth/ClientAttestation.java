package org.bailiwick.master.clientauth;

import java.util.List;
import java.util.Optional;
import org.bailiwick.contract.identity.SpiffeId;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.master.attesters.Attesters;
import org.bailiwick.master.dpop.DpopProof;
import org.bailiwick.master.dpop.DpopProofs;
import org.bailiwick.master.dpop.ProvedClient;
import org.bailiwick.master.dpop.RequestTarget;
import org.bailiwick.master.parties.OwnAgentRights;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.workloadtoken.ProofUses;

/**
 * A key that a trusted attester attests to be the client's
 * (draft-ietf-oauth-attestation-based-client-auth), with a DPoP proof of the same key, so that the
 * token is bound to it (RFC 9449). The DPoP proof is the proof of possession as well (section 5.2),
 * unless the request has one of the draft's own (section 5.1). So an agent of this domain needs no
 * certificate; one on the connection must be its own, and binds the token too.
 */
public final class ClientAttestation implements ClientMethod {

  /** What the checks of attestations and their proofs of possession begin with. */
  public static final String PREFIX = AttestationCheck.NAME + "-";

  /** The check of an attestation that has expired; a newer one may count. */
  public static final String EXPIRED = AttestationCheck.NAME + "-expired";

  /** What the checks of a challenge begin with that is missing or not fresh. */
  public static final String CHALLENGE = AttestationCheck.POP + "-challenge-";

  /**
   * Whom and what a client attestation rests on.
   *
   * @param uses the uses of proofs at all nodes
   * @param agents whether the registry lists an agent
   */
  public record Parts(
      Attesters attesters, DpopProofs proofs, ProofUses uses, OwnAgentRights agents) {}

  private final Parts parts;
  private final AttestationCheck check;
  private final RequestTarget target;

  /**
   * @param check verifies attestations
   * @param target the token endpoint, which a DPoP proof must name
   */
  ClientAttestation(Parts parts, AttestationCheck check, RequestTarget target) {
    this.parts = parts;
    this.check = check;
    this.target = target;
  }

  @Override
  public List<String> names() {
    return algorithms().isEmpty()
        ? List.of()
        : List.of("attest_jwt_client_auth", "attest_jwt_client_auth_dpop");
  }

  @Override
  public boolean isShown(ShownCredentials shown) {
    return shown.proofs().hasAttestation();
  }

  @Override
  public ProvedClient authenticate(ShownCredentials shown) {
    AttestedKey key = check.verify(shown.proofs(), shown.clientId());
    DpopProof proof = proof(shown.proofs().dpop(), target, key);
    SpiffeId agent = agent(key.clientId());
    requireOwnCertificate(shown.peer(), agent);
    requireListed(agent);
    parts.proofs().use(proof);
    use(key);
    return new ProvedClient(
        agent, shown.peer(), Optional.of(proof), Optional.of(key.attestation()));
  }

  /**
   * The attested key of a client of people, whose proof of possession is used up. A DPoP proof is
   * verified, and left for the caller to use.
   *
   * @param attester the name of the attester that the client's file names
   * @param endpoint which the DPoP proof must name
   */
  public AttestedKey ofPeople(
      ShownProofs shown, String clientId, String attester, RequestTarget endpoint) {
    AttestedKey key = check.verify(shown, Optional.of(clientId));
    if (!key.attestation().attester().equals(attester)) {
      throw AttestationCheck.refused(
          "attester", "The client's file names another attester than the attestation.");
    }
    if (!shown.dpop().isEmpty()) {
      proof(shown.dpop(), endpoint, key);
    }
    use(key);
    return key;
  }

  /** The algorithms of attestations; empty while this way is not offered. */
  List<String> algorithms() {
    return parts.attesters().algorithms();
  }

  private DpopProof proof(List<String> headers, RequestTarget endpoint, AttestedKey key) {
    DpopProof proof = parts.proofs().verify(headers, endpoint, Optional.empty());
    if (!proof.key().equals(key.thumbprint())) {
      throw AttestationCheck.refused("key", "The DPoP proof is by another key than the attested.");
    }
    return proof;
  }

  /** A client that is no agent has its own grants, and no token for itself. */
  private static SpiffeId agent(String clientId) {
    if (!clientId.startsWith(SpiffeId.SCHEME)) {
      throw new ProblemException(
          ProblemType.POLICY_DENIED, "client-kind", "This grant type is for the domain's agents.");
    }
    return SpiffeId.parse(clientId);
  }

  private static void requireOwnCertificate(Optional<VerifiedPeer> peer, SpiffeId agent) {
    boolean isOther =
        peer.filter(shown -> shown.kind() != VerifiedPeer.Kind.AGENT || !shown.id().equals(agent))
            .isPresent();
    if (isOther) {
      throw AttestationCheck.refused("certificate", "The connection shows another's certificate.");
    }
  }

  /** A certificate shows by itself that it is in force; of a key alone the registry tells. */
  private void requireListed(SpiffeId agent) {
    Optional<String> refusal = parts.agents().unlisted(agent);
    if (refusal.isPresent()) {
      throw new ProblemException(
          ProblemType.POLICY_DENIED,
          refusal.get(),
          "The registry does not list the client with a credential in force.");
    }
  }

  /** The use is durable before the request goes on. */
  private void use(AttestedKey key) {
    key.pop()
        .filter(pop -> !parts.uses().add(key.thumbprint(), pop.jti(), pop.end()))
        .ifPresent(
            pop -> {
              throw AttestationCheck.refused("pop-replayed", "The proof was used before.");
            });
  }
}
