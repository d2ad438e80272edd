/**
 * Secrets that stay in the proxy: where it reads them, and the search for them in what the agent
 * sends.
 *
 * <p>Doors: {@link org.bailiwick.proxy.secret.PlatformSecrets}, which reads them from stores of the
 * platform, and {@link org.bailiwick.proxy.secret.OutgoingGuard}, which refuses what contains one.
 * Invariants: no refusal, log line or text of an object contains a secret; a secret that cannot be
 * read refuses the use; nothing is sent that was not looked through.
 */
package org.bailiwick.proxy.secret;
