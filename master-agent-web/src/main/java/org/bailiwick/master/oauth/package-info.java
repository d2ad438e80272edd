/**
 * The authorization server of the trust domain. It exchanges JWT grants of partner domains for
 * access tokens (RFC 7523, identity chaining) and transaction tokens for narrower ones (RFC 8693),
 * gives agents of this domain access tokens of their own (RFC 6749 section 4.4), and publishes the
 * metadata of authorization server and resource server (RFC 8414, RFC 9728). Door: {@link
 * org.bailiwick.master.oauth.TokenEndpoint}.
 *
 * <p>Invariants: a client is identified by a certificate whose key it has proved, or by a grant
 * that is bound to a key which it has proved; a partner's grant is verified only with the keys of
 * that partner's issuer; a grant is used once; no token has a wider scope than its parent.
 */
package org.bailiwick.master.oauth;
