/**
 * Tokens that this trust domain signs, each domain node with a key in its PKCS#11 token. Door:
 * {@link org.bailiwick.master.signing.OwnTokens}. It accepts only tokens that it signed with the
 * same {@code typ}, and no token of another issuer.
 */
package org.bailiwick.master.signing;
