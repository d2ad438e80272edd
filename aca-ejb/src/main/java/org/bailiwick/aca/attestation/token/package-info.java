/**
 * The conveyance of attestation tokens (RFC 9782, draft-ietf-rats-msg-wrap).
 *
 * <p>Door: {@link org.bailiwick.aca.attestation.token.ConveyedToken}. Invariant: a media type says
 * how to read octets, and nothing about their trustworthiness.
 */
package org.bailiwick.aca.attestation.token;
