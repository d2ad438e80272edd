/**
 * The Agent Registry Service lists the agents of the trust domain, with their capabilities and
 * locators.
 *
 * <p>{@link org.bailiwick.ars.ArsApplication} lists the routes, {@code ArsBeans} makes the shared
 * objects, and {@link org.bailiwick.ars.ArsSettings} reads the configuration. The packages
 * registration and upkeep use discovery, policy, status and records; records uses none of them. The
 * registry knows the authority only by its published trust bundle, CRLs and event feed.
 */
package org.bailiwick.ars;
