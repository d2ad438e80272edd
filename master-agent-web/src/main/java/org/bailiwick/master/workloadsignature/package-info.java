/**
 * Requests that an agent of the domain signs by the key of its Workload Identity Token
 * (draft-ietf-wimse-http-signature). Door: {@link
 * org.bailiwick.master.workloadsignature.WorkloadSignatureMethod}.
 *
 * <p>Invariants: the token is verified before the signature; the certificate of the key is in the
 * request, is covered, and is verified like one of a handshake; the access token is bound to it and
 * covered; a signature counts once at all nodes.
 */
package org.bailiwick.master.workloadsignature;
