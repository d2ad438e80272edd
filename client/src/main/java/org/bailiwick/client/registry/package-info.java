/**
 * An agent's view of the registry: register what the credential says, look up one, discover by
 * capability.
 *
 * <p>Door: {@link org.bailiwick.client.registry.RegistryClient}. What is registered is read from
 * the credential itself, since the registry takes exactly that.
 */
package org.bailiwick.client.registry;
