/**
 * The authorization server of the domain's edge: JWT grants of partner domains for access tokens
 * (RFC 7523, identity chaining), transaction tokens for narrower ones (RFC 8693), and the metadata
 * of both roles (RFC 8414, RFC 9728). The door is {@link org.bailiwick.master.oauth.TokenEndpoint}.
 *
 * <p>Invariants: a client is its certificate; a partner's grant is verified with the keys of the
 * issuer configured for that very partner; a grant counts once; no scope grows.
 */
package org.bailiwick.master.oauth;
