/**
 * The enforcement point as a process. Doors: {@link
 * org.bailiwick.enforcement.process.LocalEnforcement} and {@link
 * org.bailiwick.enforcement.process.EnforcementSettings}.
 *
 * <p>Invariants: it listens only when it can answer; a start without the Master Agent or the
 * authority denies until they have been heard.
 */
package org.bailiwick.enforcement.process;
