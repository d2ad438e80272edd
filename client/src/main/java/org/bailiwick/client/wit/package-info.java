/**
 * Workload Identity Tokens for the key of a credential (docs/workload-identity-token.md). They are
 * requested by mutual TLS with that credential and stored beside it.
 *
 * <p>Door: {@link org.bailiwick.client.wit.TokenWatch}.
 */
package org.bailiwick.client.wit;
