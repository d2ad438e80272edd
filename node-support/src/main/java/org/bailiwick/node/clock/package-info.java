/**
 * The time of a node whose system clock may jump. Door: {@link
 * org.bailiwick.node.clock.SteadyTime}.
 */
package org.bailiwick.node.clock;
