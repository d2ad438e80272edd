/**
 * Workload Identity Tokens with their proofs (draft-ietf-wimse-workload-creds,
 * draft-ietf-wimse-wpt), instead of a client certificate in the handshake.
 *
 * <p>Doors: {@link org.bailiwick.node.peer.workloadtoken.WorkloadTokens}, and {@link
 * org.bailiwick.node.peer.workloadtoken.StoredProofs} for the uses of proofs of any kind at all
 * nodes on one database. Invariants: a proof is for one request, counts once and for five minutes
 * at most; its use is durable before its request goes on; it carries the certificate of its key,
 * whose path and status the peer filter checks like those of a handshake; a token counts only while
 * its status list says so.
 */
package org.bailiwick.node.peer.workloadtoken;
