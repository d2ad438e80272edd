/**
 * The streams of security event tokens that receivers have at the registry, and their management
 * (SSF 1.0 sections 7 and 8). Doors: {@link org.bailiwick.ars.eventstream.EventStreamResource},
 * {@link org.bailiwick.ars.eventstream.EventStreams} and {@link
 * org.bailiwick.ars.eventstream.ReceiverRight}.
 *
 * <p>Invariants: a stream is its owner's alone, and does not exist for anybody else but officers
 * and auditors; it keeps a position among the registry's changes and no events; the address and the
 * credential of a receiver are stored wrapped, and are in no log, error or audit row; a receiver's
 * right is asked for before anything is told to it; the streams of a receiver and of all receivers
 * are bounded.
 */
package org.bailiwick.ars.eventstream;
