/**
 * The sign-in of people: authorization requests, which a client pushes (RFC 9126), the redirect to
 * the identity provider and back, and the code for the client (RFC 6749 section 4.1, RFC 9207).
 * Doors: {@link org.bailiwick.master.authorization.PushedRequestEndpoint}, {@link
 * org.bailiwick.master.authorization.SignInEndpoint}.
 *
 * <p>Invariants: a browser is sent only to a provider, or to a redirect URI of the client's file; a
 * request, a sign-in and a code count once at all nodes; a sign-in ends in the browser in which it
 * began; nobody is asked for consent, since files and policy decide; rows hold digests of what is
 * secret.
 */
package org.bailiwick.master.authorization;
