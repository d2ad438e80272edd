/**
 * Access tokens that are bound to a key, and the proofs with which they are shown (RFC 9449). Door:
 * {@link org.bailiwick.client.dpop.BoundToken}.
 *
 * <p>Invariants: token and key are in no text of an object and in no message; each request has a
 * proof of its own.
 */
package org.bailiwick.client.dpop;
