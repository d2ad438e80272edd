/**
 * Access tokens that workloads of this domain ask for by themselves (RFC 6749 section 4.4). Door:
 * {@link org.bailiwick.master.clientgrant.ClientCredentialsGrant}.
 *
 * <p>Invariants: no scope is wider than the operator's file for the workload; the token is bound to
 * the certificate of the key that it proved; its row is durable before it leaves.
 */
package org.bailiwick.master.clientgrant;
