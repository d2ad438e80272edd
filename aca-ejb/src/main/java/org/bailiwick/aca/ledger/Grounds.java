package org.bailiwick.aca.ledger;

import java.util.Optional;
import org.bailiwick.contract.identity.Owner;
import org.bailiwick.contract.identity.Principal;

/**
 * The proofs on which a certificate was issued.
 *
 * @param owner empty for certificates of nodes and operators, as are the next five
 * @param requester the user who asked, by the name that the principal's issuer gives
 * @param evidenceDigest SHA-256 that binds the evidence
 * @param ownerKeySha256 SHA-256 of the SubjectPublicKeyInfo of the owner's key in base64url, where
 *     the certificate holds one
 * @param verdict one line: the attestation result, or why no attestation was needed
 */
public record Grounds(
    Optional<Owner> owner,
    Optional<Principal> principal,
    Optional<String> requester,
    Optional<Device> device,
    Optional<String> evidenceDigest,
    Optional<String> ownerKeySha256,
    String verdict) {

  /** The device that gave evidence. */
  public record Device(String issuer, String serialNumber) {}

  /** The grounds of a certificate that no device or person asked for. */
  public static Grounds of(String verdict) {
    return new Grounds(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        verdict);
  }
}
