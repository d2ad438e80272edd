/**
 * How a client of the token endpoint shows who it is (RFC 6749 section 2.3). Door: {@link
 * org.bailiwick.master.clientauth.ClientAuthentication}, which has one {@link
 * org.bailiwick.master.clientauth.ClientMethod} for each way; another way is one class more.
 *
 * <p>Invariants: a request shows one way and no other; each way ends in the certificate of the key
 * that was proved, or in a key that was proved and that a trusted attester has attested, so that a
 * token can be bound to it; an assertion and a proof count once at all nodes.
 */
package org.bailiwick.master.clientauth;
