/**
 * Where an agent's private key is kept: in a file that only its owner reads, or in something that
 * signs and does not give it away.
 *
 * <p>Door: {@link org.bailiwick.client.key.AgentKey}. The private half of a pair may be a mere
 * reference; code that uses it must ask for signatures only, never for its encoding.
 */
package org.bailiwick.client.key;
