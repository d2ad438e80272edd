/**
 * The claims of access tokens (RFC 9068) that are bound to a certificate (RFC 8705), a key (RFC
 * 9449) or both, and their verification. Doors: {@link org.bailiwick.master.access.AccessTokens}
 * and, for new ones, {@link org.bailiwick.master.access.AccessTokenMint}.
 *
 * <p>Invariants: a token is valid only with the certificate and the key that it names, only for
 * this server, and only until it, or a token or grant that it descends from, is ended.
 */
package org.bailiwick.master.access;
