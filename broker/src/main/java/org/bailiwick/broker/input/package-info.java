/**
 * The parts of a call's input that an asset file names, by JSON Pointer (RFC 6901).
 *
 * <p>Door: {@link org.bailiwick.broker.input.InputMapping}. Invariant: an input with a member that
 * the file puts nowhere is refused, since its sender believes that it counts.
 */
package org.bailiwick.broker.input;
