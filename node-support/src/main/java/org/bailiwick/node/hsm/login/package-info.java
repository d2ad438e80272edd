/**
 * One login to a PKCS#11 token: the provider instance for it, the token's slot, the PIN, and what a
 * failure of the token means.
 *
 * <p>Door: {@link org.bailiwick.node.hsm.login.TokenLogin}, opened on an instance of {@link
 * org.bailiwick.node.hsm.login.SunPkcs11}. Invariants: the PIN never becomes a String, and one that
 * the token refused is not tried again; what was made by a login is kept alive with it, since
 * SunPKCS11 closes sessions by number when it is collected (docs/hsm.md).
 */
package org.bailiwick.node.hsm.login;
