/**
 * Keys in an HSM that sign, or encrypt little texts, reached through the JDK's SunPKCS11 provider.
 *
 * <p>Door: {@link org.bailiwick.node.hsm.Pkcs11Token}. Invariants: private and secret keys never
 * leave the token; the PIN comes from a file that no other user can read, is never logged and is
 * tried once; a bounded number of native calls runs at the same time and every caller is answered
 * in bounded time, even when a native call hangs; a lost session is replaced by a new provider
 * instance, since the old one cannot be repaired (docs/hsm.md). Package {@code login} opens logins.
 */
package org.bailiwick.node.hsm;
