/**
 * Load of {@code bench/registry.sh}: look-ups, searches and registrations at a registry of very
 * many agents, and at Apicurio Registry beside it.
 *
 * <p>Door: {@link org.bailiwick.bench.registry.RegistryLoad}.
 */
package org.bailiwick.bench.registry;
