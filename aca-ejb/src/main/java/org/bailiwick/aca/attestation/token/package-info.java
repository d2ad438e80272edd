/**
 * The conveyance of attestation tokens (RFC 9782, draft-ietf-rats-msg-wrap).
 *
 * <p>Door: {@link org.bailiwick.aca.attestation.token.ConveyedToken}. Invariant: a media type says
 * how octets are read, and never that they can be trusted.
 */
package org.bailiwick.aca.attestation.token;
