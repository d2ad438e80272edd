package org.bailiwick.packetfilter.listing;

/**
 * What happens to a packet.
 *
 * @param because the comment of the last rule with one that applied, or the rule's place
 */
public record FilterVerdict(boolean accepted, String because) {}
