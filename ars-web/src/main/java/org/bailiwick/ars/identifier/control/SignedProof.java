package org.bailiwick.ars.identifier.control;

import java.time.Clock;
import java.util.List;
import org.bailiwick.contract.identifier.Identifier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.jose.JwtChecks;
import org.bailiwick.node.jose.JwtKeys;
import org.bailiwick.node.jose.VerifiedJwt;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * A JWT by which the holder of an identifier's key says that the identifier is this agent's, to
 * this registry. The claim {@code nonce} makes it fresh.
 */
final class SignedProof {
  /** The header {@code typ}, so that no other signature of the key is taken for a proof. */
  static final String TYPE = "agent-identifier-proof+jwt";

  private static final List<String> ALGORITHMS =
      List.of("ES256", "ES384", "ES512", "EdDSA", "PS256", "RS256");

  private final Challenges challenges;
  private final Clock clock;

  SignedProof(Challenges challenges, Clock clock) {
    this.challenges = challenges;
    this.clock = clock;
  }

  /**
   * Checks the proof, and spends its nonce.
   *
   * @param keys the identifier's
   * @throws ProblemException proof-of-possession-failed, or nonce-invalid
   */
  void verify(String compact, VerifiedPeer peer, Identifier identifier, JwtKeys keys) {
    VerifiedJwt proof =
        JwtChecks.of("identifier-proof", ProblemType.PROOF_OF_POSSESSION_FAILED)
            .type(TYPE)
            .algorithms(ALGORITHMS)
            .keys(keys)
            .issuer(identifier.text())
            .audience(challenges.audience())
            .maxAge(Challenges.LIFETIME)
            .shortLived()
            .clock(clock)
            .build()
            .verify(compact);
    if (!proof.text("sub").equals(peer.id().toString())) {
      throw failed("identifier-proof-subject", "The proof names another agent.");
    }
    challenges.spend(peer, identifier, proof.text("nonce"));
  }

  static ProblemException failed(String check, String detail) {
    return new ProblemException(ProblemType.PROOF_OF_POSSESSION_FAILED, check, detail);
  }
}
