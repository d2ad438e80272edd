/**
 * The storage of an agent's private key: a file that only its owner can read, or a device that
 * signs and does not disclose the key.
 *
 * <p>Door: {@link org.bailiwick.client.key.AgentKey}. The private key of a pair may be a reference
 * to a device; code must ask it for signatures only, never for its encoding.
 */
package org.bailiwick.client.key;
