/**
 * Whom this domain believes about clients that have only a key: the operator's files of client
 * attesters (draft-ietf-oauth-attestation-based-client-auth section 9.8). Door: {@link
 * org.bailiwick.master.attesters.Attesters}.
 *
 * <p>Invariants: an attester vouches for the clients that its file lists and for no others; its
 * attestations are verified with its own keys only; a file with a fault permits nothing, and the
 * version before it does not stay in use; two files of one issuer permit nothing.
 */
package org.bailiwick.master.attesters;
