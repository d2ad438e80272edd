/**
 * Proofs of possession by DPoP (RFC 9449). Door: {@link org.bailiwick.master.dpop.DpopProofs},
 * which the token endpoint and {@link org.bailiwick.master.dpop.DpopTokenMethod} ask.
 *
 * <p>Invariants: the key is that of the proof's header and nothing else, and only its public part;
 * a proof counts for one request, by a primary key that all domain nodes share, and only after all
 * else about the request's credentials is right; a proof without a fresh nonce of this domain does
 * not count; while the database does not answer, no proof counts.
 */
package org.bailiwick.master.dpop;
