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
import org.bailiwick.ars.search.wanted.AttestationRank;

/** The {@link AttestationRank} of each agent of the index at the time at which a search began. */
final class AttestationRankSource extends LongValuesSource {
  private final long at;

  AttestationRankSource(Instant at) {
    this.at = at.getEpochSecond();
  }

  @Override
  public LongValues getValues(LeafReaderContext context, DoubleValues scores) throws IOException {
    SortedNumericDocValues levels = DocValues.getSortedNumeric(context.reader(), IndexEntry.LEVEL);
    SortedNumericDocValues appraisals =
        DocValues.getSortedNumeric(context.reader(), IndexEntry.APPRAISED);
    return new LongValues() {
      @Override
      public long longValue() throws IOException {
        return AttestationRank.of(levels.nextValue(), appraisals.nextValue(), at);
      }

      @Override
      public boolean advanceExact(int document) throws IOException {
        return levels.advanceExact(document) && appraisals.advanceExact(document);
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
    return other instanceof AttestationRankSource source && source.at == at;
  }

  @Override
  public String toString() {
    return "attestation rank at " + at;
  }
}
