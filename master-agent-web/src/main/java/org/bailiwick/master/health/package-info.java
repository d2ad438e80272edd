/** The health checks of the Master Agent, one for each of its dependencies, and its gauges. */
package org.bailiwick.master.health;
