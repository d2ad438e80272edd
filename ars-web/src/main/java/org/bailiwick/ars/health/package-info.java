/**
 * The health checks of the registry: its database and its link to the authority.
 *
 * <p>Invariant: an answer holds names and states, and never the message of an exception.
 */
package org.bailiwick.ars.health;
