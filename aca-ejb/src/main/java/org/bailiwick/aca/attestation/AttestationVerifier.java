package org.bailiwick.aca.attestation;

/** The Verifier of RFC 9334. A Verifier that can't be reached throws DEPENDENCY_UNAVAILABLE. */
public interface AttestationVerifier {

  AttestationResult appraise(AttestationEvidence evidence);

  /** Appraises a machine's PCRs or a container's image. */
  AttestationResult appraise(AttestedState state);
}
