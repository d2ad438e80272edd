/** The health of the Master Agent: one check for each of its dependencies, and its gauges. */
package org.bailiwick.master.health;
