package org.bailiwick.aca.feed;

/**
 * A receiver of a stream. Several nodes read one stream, and each acknowledges for itself.
 *
 * @param name the SPIFFE id of its certificate, so each node needs a name of its own
 */
public record Receiver(String stream, String name) {}
