/**
 * Workload Identity Tokens with their proofs (draft-ietf-wimse-workload-creds,
 * draft-ietf-wimse-wpt), instead of a client certificate in the handshake.
 *
 * <p>Door: {@link org.bailiwick.node.peer.workloadtoken.WorkloadTokens}. Invariants: a proof is for
 * one request, counts once and for five minutes at most; it carries the certificate of its key,
 * whose path and status the peer filter checks like those of a handshake.
 */
package org.bailiwick.node.peer.workloadtoken;
