package org.bailiwick.master.authorization;

import java.util.Optional;
import org.bailiwick.master.identityprovider.RequestedAuthentication;

/**
 * A client's request, after its check.
 *
 * @param provider the identity provider of the client when it asked
 * @param state the client's own, which it gets back
 * @param scope what was asked for; empty for all that the client may have
 * @param challenge of PKCE (RFC 7636), by the method S256
 * @param key the thumbprint to which the code will be bound (RFC 9449 section 10)
 * @param wanted how the person is to sign in
 */
record AuthorizationRequest(
    String client,
    String provider,
    String redirectUri,
    Optional<String> state,
    String scope,
    String challenge,
    Optional<String> key,
    RequestedAuthentication wanted) {}
