/**
 * Signatures by the agent's key: assertions for the audiences and proofs for the URLs that the
 * rules list; a proof goes with the Workload Identity Token (draft-ietf-wimse-wpt).
 *
 * <p>Doors: {@link org.bailiwick.proxy.signature.AssertionMint} and {@link
 * org.bailiwick.proxy.signature.ProofMint}. Invariant: the proxy makes all claims, and the header's
 * type is one of these two, so that a signature can't be used as another JWT of the same key.
 */
package org.bailiwick.proxy.signature;
