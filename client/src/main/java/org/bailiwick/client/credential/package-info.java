/**
 * An agent's folder: its key, its chain, and its trust in the authority.
 *
 * <p>Doors: {@link org.bailiwick.client.credential.CredentialFolder} and {@link
 * org.bailiwick.client.credential.TrustedAuthority}. Trust begins with one pinned fingerprint; no
 * other user can ever read the private key's file.
 */
package org.bailiwick.client.credential;
