/**
 * The storage of an agent's private key: a file that only its owner can read, or a device that
 * signs and does not disclose the key.
 *
 * <p>Door: {@link org.bailiwick.client.key.AgentKey}. The private half of a pair may be a mere
 * reference; code that uses it must ask for signatures only, never for its encoding.
 */
package org.bailiwick.client.key;
