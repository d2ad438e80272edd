/** The health checks of the Master Agent and its gauges. */
package org.bailiwick.master.health;
