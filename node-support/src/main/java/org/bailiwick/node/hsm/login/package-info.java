/**
 * Logins to a PKCS#11 token: provider instances, the token's slot, the PIN, and the kinds of
 * failures.
 *
 * <p>Door: {@link org.bailiwick.node.hsm.login.TokenLogin}, opened on an instance of {@link
 * org.bailiwick.node.hsm.login.SunPkcs11}. Invariants: the PIN never becomes a String, and one that
 * the token refused is not tried again; objects of a login stay reachable, since SunPKCS11 closes
 * sessions by number when the garbage collector frees them (docs/hsm.md).
 */
package org.bailiwick.node.hsm.login;
