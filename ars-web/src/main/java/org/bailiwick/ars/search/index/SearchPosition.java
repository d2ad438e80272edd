package org.bailiwick.ars.search.index;

import java.time.Instant;

/**
 * The place of an agent in the order of a search: rank, then score, then relevance, all from high
 * to low, then the identifier.
 *
 * @param at the time from which ages of attestations are counted; the same on all pages
 * @param rank as {@link org.bailiwick.ars.search.wanted.AttestationRank} has it
 * @param score preferred criteria and fit, from signed facts
 * @param relevance of the agent's unsigned texts; 0 if no words were wanted
 */
public record SearchPosition(
    Instant at, long rank, float score, double relevance, String identifier) {

  /** Whether the signed facts put both at the same place. */
  public boolean isEqualInSignedFacts(SearchPosition other) {
    return rank == other.rank && score == other.score;
  }

  /** The text of a page token. */
  public String text() {
    return "%d %d %d %x %s"
        .formatted(
            at.getEpochSecond(), rank, (int) score, Double.doubleToLongBits(relevance), identifier);
  }

  /** Reads a text that {@link #text} made. */
  public static SearchPosition parse(String text) {
    String[] parts = text.split(" ", 5);
    return new SearchPosition(
        Instant.ofEpochSecond(Long.parseLong(parts[0])),
        Long.parseLong(parts[1]),
        Integer.parseInt(parts[2]),
        Double.longBitsToDouble(Long.parseUnsignedLong(parts[3], 16)),
        parts[4]);
  }
}
