/**
 * An agent's folder: its key, its chain, and its trust in the authority.
 *
 * <p>Doors: {@link org.bailiwick.client.credential.CredentialFolder} and {@link
 * org.bailiwick.client.credential.TrustedAuthority}. Trust begins with one pinned fingerprint; the
 * private key's file is readable by its owner from its first byte on.
 */
package org.bailiwick.client.credential;
