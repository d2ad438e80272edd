package org.bailiwick.packetfilter.listing;

/** What a rule has counted since it was loaded. */
public record ListedRule(String chain, String comment, long packets, long bytes) {}
