/**
 * Workload Identity Tokens for the key of a credential (docs/workload-identity-token.md): asked for
 * by mutual TLS with that credential, kept beside it.
 *
 * <p>Door: {@link org.bailiwick.client.wit.TokenWatch}.
 */
package org.bailiwick.client.wit;
