package org.bailiwick.packetfilter.listing;

/**
 * An element of a set.
 *
 * @param text its parts, joined by {@code " . "}
 * @param packets counted by it; 0 for an element that does not count
 * @param expires seconds until the kernel removes it; 0 for one that stays
 */
public record ListedElement(String text, long packets, long bytes, long expires) {}
