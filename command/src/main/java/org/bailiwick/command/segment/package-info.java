/**
 * The commands about segments, and what an enforcement point needs to be the guard of segments.
 *
 * <p>Doors: {@link org.bailiwick.command.segment.SegmentsCommand} and {@link
 * org.bailiwick.command.segment.SegmentOptions}. Invariants: a plan is checked without changing
 * anything on the machine; rules that are in force stay when the process ends.
 */
package org.bailiwick.command.segment;
