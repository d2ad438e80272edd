package org.bailiwick.master.identityprovider;

import java.net.URI;

/**
 * What this domain asks a provider for, by a browser (OpenID Connect Core section 3.1.2.1).
 *
 * @param secret of the browser, from which nonce and code verifier come
 * @param callback where the browser comes back
 */
public record SignInRequest(
    String state, LoginSecret secret, URI callback, RequestedAuthentication wanted) {}
