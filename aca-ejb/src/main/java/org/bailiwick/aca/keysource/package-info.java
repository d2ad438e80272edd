/**
 * Where the keys of a trusted issuer of tokens come from: its file, or its JWKS by https.
 *
 * <p>Door: {@link org.bailiwick.aca.keysource.KeySource}. Invariant: when the keys can't be had, no
 * token of the issuer is good.
 */
package org.bailiwick.aca.keysource;
