/**
 * The identity providers at which people sign in (OpenID Connect Core 1.0), as the operator's files
 * describe them, and what this domain asks of them as their client. Door: {@link
 * org.bailiwick.master.identityprovider.IdentityProviders}.
 *
 * <p>Invariants: a person is known by an ID token that the provider has signed, for this client,
 * for this very sign-in, and by nothing that a browser says; the operator's file and no token says
 * what a person may have done; requests go only to URLs of the file; secrets come from files and
 * are in no text that this package makes, except the requests to the provider.
 */
package org.bailiwick.master.identityprovider;
