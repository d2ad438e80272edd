package org.bailiwick.aca.attestation;

import java.util.Optional;
import org.bailiwick.aca.attestation.token.ConveyedToken;

/**
 * Claims of an authenticated device about itself, from a fresh EAT (RFC 9711). Signature and nonce
 * have been checked.
 *
 * @param token the EAT itself, for a Verifier that appraises it
 * @param nonce the authority's nonce that the EAT repeats
 * @param software what the device runs
 * @param ueid opaque identifier of the device
 * @param debugStatus the value of dbgstat
 */
public record AttestationEvidence(
    ConveyedToken token,
    String nonce,
    Software software,
    Optional<String> ueid,
    Optional<String> hardwareModel,
    Optional<String> debugStatus) {

  /** Firmware by name and version, program by name and digest. */
  public record Software(
      String firmwareName, String firmwareVersion, String programName, String programDigest) {}
}
