package org.bailiwick.aca.evidence.tpm;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.bailiwick.aca.claims.Octets;
import org.bailiwick.aca.evidence.chain.MakerChain;
import org.bailiwick.aca.nonce.Nonce;
import org.bailiwick.aca.nonce.NonceMint;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Makes the secrets by which a TPM proves that it contains both attestation and endorsement key. A
 * secret is a MAC over nonce, endorsement certificate and name of the attestation key, so it need
 * not be stored, and every node with the nonce key can verify it.
 */
public final class ActivationDesk {

  private static final String PURPOSE = "tpm-activation";

  private final EndorsementCertificates endorsements;
  private final NonceMint nonces;

  /** Trusts the vendors of these chains. */
  public ActivationDesk(MakerChain vendors, NonceMint nonces) {
    this.endorsements = new EndorsementCertificates(vendors);
    this.nonces = nonces;
  }

  /**
   * A challenge for the TPM with these keys.
   *
   * @param nonce the authority's nonce, which the enrolment will spend
   * @param chain the endorsement certificate and its chain in DER, leaf first
   * @param attestationKey TPM2B_PUBLIC
   */
  public ActivationChallenge challenge(String nonce, List<byte[]> chain, byte[] attestationKey) {
    Nonce known = nonces.require(nonce);
    EndorsementKey endorsement = endorsement(chain);
    TpmPublic attester = attester(attestationKey);
    return ActivationChallenge.make(
        endorsement, attester.name(), secret(known.value(), endorsement, attester));
  }

  EndorsementKey endorsement(List<byte[]> chain) {
    return endorsements.authenticate(chain);
  }

  TpmPublic attester(byte[] attestationKey) {
    TpmPublic attester = TpmPublic.parse("ak", attestationKey);
    if (!attester.attributes().attests() || attester.scheme().isEmpty()) {
      throw new ProblemException(
          ProblemType.EVIDENCE_REJECTED,
          "ak-attributes",
          "The attestation key is not a restricted signing key.");
    }
    return attester;
  }

  byte[] secret(String nonce, EndorsementKey endorsement, TpmPublic attester) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(
        nonce.getBytes(StandardCharsets.US_ASCII)); // each has the same length, as digests do
    message.writeBytes(endorsement.certificateDigest().bytes());
    message.writeBytes(attester.name().bytes());
    return nonces.derive(PURPOSE, Octets.of(message.toByteArray()));
  }
}
