/**
 * What an agent keeps: its key and chain in a folder, and whom it trusts.
 *
 * <p>Doors: {@link org.bailiwick.client.credential.CredentialFolder} and {@link
 * org.bailiwick.client.credential.TrustedAuthority}. Trust begins with one pinned fingerprint; the
 * private key's file is readable by its owner from its first byte on.
 */
package org.bailiwick.client.credential;
