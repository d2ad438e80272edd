/**
 * Sessions that a RADIUS server has admitted, and their end by Disconnect-Request (RFC 5176) when
 * the certificate of one is revoked or has expired. Door: {@link
 * org.bailiwick.command.campus.session.SessionWatch}.
 *
 * <p>Invariants: what was admitted is known from the journal of the RADIUS server alone, so nothing
 * is lost with this process; a session is over only when its switch says so, or another one has
 * taken its place; an answer counts only with the authenticator of the request; no secret is
 * printed.
 */
package org.bailiwick.command.campus.session;
