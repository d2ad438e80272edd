/** How the Master Agent is: one check for each thing that it needs, and its gauges. */
package org.bailiwick.master.health;
