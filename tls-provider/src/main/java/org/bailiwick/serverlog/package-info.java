/**
 * The log of a node: one JSON object on each line.
 *
 * <p>Doors: {@link org.bailiwick.serverlog.JsonLineFormatter} and {@link
 * org.bailiwick.serverlog.StandardStreams}, which the file {@code logging.properties} of the
 * launcher names. Invariants: each line is a JSON object, whatever a logger was given; what the
 * server prints to its standard streams becomes such lines as soon as logging works, and is lost
 * neither before nor after.
 */
package org.bailiwick.serverlog;
