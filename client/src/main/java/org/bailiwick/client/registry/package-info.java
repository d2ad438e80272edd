/**
 * Calls of the registry by an agent: register, describe, send heartbeats, withdraw, find one agent,
 * discover by capability.
 *
 * <p>Door: {@link org.bailiwick.client.registry.RegistryClient}. A registration has the content of
 * the credential, since the registry accepts nothing else.
 */
package org.bailiwick.client.registry;
