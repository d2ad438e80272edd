/**
 * Reads the keys of trusted token issuers, from a file or from a JWKS by https.
 *
 * <p>Door: {@link org.bailiwick.aca.keysource.KeySource}. Invariant: while the keys can't be read,
 * no token of the issuer is accepted.
 */
package org.bailiwick.aca.keysource;
