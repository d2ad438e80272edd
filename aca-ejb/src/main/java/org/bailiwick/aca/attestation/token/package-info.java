/**
 * How tokens of attestation travel (RFC 9782, draft-ietf-rats-msg-wrap).
 *
 * <p>Door: {@link org.bailiwick.aca.attestation.token.ConveyedToken}. Invariant: a media type says
 * how octets are to be read and nothing about what they are worth.
 */
package org.bailiwick.aca.attestation.token;
