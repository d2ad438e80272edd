package org.bailiwick.ars.search.index;

import org.apache.lucene.search.CollectionStatistics;
import org.apache.lucene.search.TermStatistics;
import org.apache.lucene.search.similarities.Similarity;
import org.apache.lucene.util.SmallFloat;

/**
 * How much a text is about a word, from the text alone: the more often it has the word, and the
 * shorter it is, the more. How rare the word is among other agents does not count. That would tell
 * of agents which the caller may not see, and would move the hits of a search between its pages.
 */
final class TermShare extends Similarity {
  private static final float HALF = 0.5f;
  private static final float USUAL_LENGTH = 64f;

  @Override
  public SimScorer scorer(
      float boost, CollectionStatistics collection, TermStatistics... statistics) {
    return new SimScorer() {
      @Override
      public float score(float frequency, long norm) {
        int length = SmallFloat.byte4ToInt((byte) norm);
        return boost * frequency / (frequency + HALF + length / USUAL_LENGTH);
      }
    };
  }
}
