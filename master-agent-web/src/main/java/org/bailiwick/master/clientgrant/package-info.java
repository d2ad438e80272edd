/**
 * Access tokens that workloads of this domain ask for by themselves (RFC 6749 section 4.4). Door:
 * {@link org.bailiwick.master.clientgrant.ClientCredentialsGrant}.
 *
 * <p>Invariants: no scope is wider than the operator's file for the workload, for an agent also
 * than those for its owner and its principal; the token is bound to the certificate or the attested
 * key that the client proved; its row is durable before it leaves.
 */
package org.bailiwick.master.clientgrant;
