package org.bailiwick.aca.attestation;

/**
 * The Verifier of RFC 9334 as the authority sees it. An implementation that can't reach its
 * verifier throws DEPENDENCY_UNAVAILABLE; it never guesses.
 */
public interface AttestationVerifier {

  AttestationResult appraise(AttestationEvidence evidence);

  /** Appraises a machine's registers or a container's image. */
  AttestationResult appraise(AttestedState state);
}
