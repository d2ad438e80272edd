/**
 * Passwords: their hashes (Argon2id, RFC 9106), and a bound on how many are computed at once.
 * Doors: {@link org.bailiwick.node.password.PasswordHash}, {@link
 * org.bailiwick.node.password.HashPlaces}.
 *
 * <p>Invariants: a password is never stored, logged or part of an exception; a hash has its own
 * salt; a hash whose parameters would need more memory or time than this node allows is not
 * computed.
 */
package org.bailiwick.node.password;
