/**
 * The time of a node whose system clock may jump. Doors: {@link
 * org.bailiwick.node.clock.SteadyTime}, and {@link org.bailiwick.node.clock.RepeatedReading} for
 * rows that are read again and again.
 */
package org.bailiwick.node.clock;
