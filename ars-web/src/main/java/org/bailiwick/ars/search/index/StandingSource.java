package org.bailiwick.ars.search.index;

import java.io.IOException;
import java.time.Instant;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.SortedNumericDocValues;
import org.apache.lucene.search.DoubleValues;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.LongValues;
import org.apache.lucene.search.LongValuesSource;
import org.bailiwick.ars.search.wanted.Standing;

/** The {@link Standing} of each agent of the index at the time at which a search began. */
final class StandingSource extends LongValuesSource {
  private final long at;

  StandingSource(Instant at) {
    this.at = at.getEpochSecond();
  }

  @Override
  public LongValues getValues(LeafReaderContext context, DoubleValues scores) throws IOException {
    SortedNumericDocValues ranks = DocValues.getSortedNumeric(context.reader(), IndexEntry.RANK);
    SortedNumericDocValues appraisals =
        DocValues.getSortedNumeric(context.reader(), IndexEntry.APPRAISED);
    return new LongValues() {
      @Override
      public long longValue() throws IOException {
        return Standing.of(ranks.nextValue(), appraisals.nextValue(), at);
      }

      @Override
      public boolean advanceExact(int document) throws IOException {
        return ranks.advanceExact(document) && appraisals.advanceExact(document);
      }
    };
  }

  @Override
  public boolean needsScores() {
    return false;
  }

  @Override
  public LongValuesSource rewrite(IndexSearcher searcher) {
    return this;
  }

  @Override
  public boolean isCacheable(LeafReaderContext context) {
    return false;
  }

  @Override
  public int hashCode() {
    return Long.hashCode(at);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StandingSource source && source.at == at;
  }

  @Override
  public String toString() {
    return "standing at " + at;
  }
}
