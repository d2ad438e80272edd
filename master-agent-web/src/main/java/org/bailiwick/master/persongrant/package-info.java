/**
 * Tokens of people: for the code of a sign-in (RFC 6749 section 4.1.3), and for a refresh token
 * (section 6), and what a client gives back (RFC 7009). Doors: {@link
 * org.bailiwick.master.persongrant.PersonGrant}, {@link
 * org.bailiwick.master.persongrant.PersonRevocation}.
 *
 * <p>Invariants: every access token is bound to a key that the client proves; no scope is wider
 * than request, client, provider's file and policy allow at that moment; rows are durable before a
 * token leaves; a code or refresh token that is shown again ends the session with all that rests on
 * it.
 */
package org.bailiwick.master.persongrant;
