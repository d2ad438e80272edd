/**
 * The Agent Registry Service: which agents of the trust domain exist, what they can do and where
 * they are reached.
 *
 * <p>{@link org.bailiwick.ars.ArsApplication} is the route table, {@code ArsBeans} the wiring,
 * {@link org.bailiwick.ars.ArsSettings} the configuration. Dependencies: the packages registration
 * and upkeep use discovery, policy, status and records; records uses none of them. The registry
 * knows the authority only by its published trust bundle, CRLs and event feed.
 */
package org.bailiwick.ars;
