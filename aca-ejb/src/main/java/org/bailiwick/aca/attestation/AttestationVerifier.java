package org.bailiwick.aca.attestation;

/** The Verifier of RFC 9334. It throws DEPENDENCY_UNAVAILABLE when it can't be reached. */
public interface AttestationVerifier {

  AttestationResult appraise(AttestationEvidence evidence);

  /** Appraises a machine's registers or a container's image. */
  AttestationResult appraise(AttestedState state);
}
