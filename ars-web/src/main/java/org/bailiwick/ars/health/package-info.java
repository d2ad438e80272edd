/**
 * The health checks of the registry: its database and its link to the authority.
 *
 * <p>Invariant: names and states only, never a failure's text.
 */
package org.bailiwick.ars.health;
