package org.bailiwick.master.clientauth;

import java.util.List;
import java.util.Map;
import org.bailiwick.master.dpop.DpopProofs;

/**
 * The headers by which a request proves a key, unverified: a DPoP proof, and a client attestation
 * with its proof of possession.
 *
 * @param dpop the values of the header DPoP
 * @param attestations the values of {@link #ATTESTATION}
 * @param pops the values of {@link #POP}; with an attestation and without these the DPoP proof is
 *     the proof of possession (draft-ietf-oauth-attestation-based-client-auth section 5.2)
 */
public record ShownProofs(List<String> dpop, List<String> attestations, List<String> pops) {

  /** The header of an attestation (section 4 of the draft). */
  public static final String ATTESTATION = "OAuth-Client-Attestation";

  /** The header of its proof of possession (section 5.1). */
  static final String POP = "OAuth-Client-Attestation-PoP";

  /** The header of an answer with a challenge for the next proof (section 6.2). */
  public static final String CHALLENGE = "OAuth-Client-Attestation-Challenge";

  public ShownProofs {
    dpop = List.copyOf(dpop);
    attestations = List.copyOf(attestations);
    pops = List.copyOf(pops);
  }

  /** Those among the headers of a request. */
  public static ShownProofs of(Map<String, List<String>> headers) {
    return new ShownProofs(
        headers.getOrDefault(DpopProofs.HEADER, List.of()),
        headers.getOrDefault(ATTESTATION, List.of()),
        headers.getOrDefault(POP, List.of()));
  }

  /** DPoP proofs alone. */
  public static ShownProofs ofDpop(List<String> proofs) {
    return new ShownProofs(proofs, List.of(), List.of());
  }

  /** Whether there is an attestation or a part of one. */
  boolean hasAttestation() {
    return !attestations.isEmpty() || !pops.isEmpty();
  }
}
