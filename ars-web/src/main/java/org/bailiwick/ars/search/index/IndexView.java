package org.bailiwick.ars.search.index;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.lucene.index.DocValues;
import org.apache.lucene.index.LeafReaderContext;
import org.apache.lucene.index.QueryTimeout;
import org.apache.lucene.index.SortedDocValues;
import org.apache.lucene.search.DocIdSetIterator;
import org.apache.lucene.search.DoubleValuesSource;
import org.apache.lucene.search.FieldDoc;
import org.apache.lucene.search.IndexSearcher;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.ScoreDoc;
import org.apache.lucene.search.SearcherManager;
import org.apache.lucene.search.Sort;
import org.apache.lucene.search.SortField;
import org.apache.lucene.util.Bits;
import org.apache.lucene.util.BytesRef;
import org.bailiwick.ars.policy.RegistrySegments;
import org.bailiwick.ars.search.wanted.SearchRequest;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/** The index as it is at one moment, for all pages that one request reads. */
public final class IndexView implements AutoCloseable {
  private static final long MOST_NANOS = 2_000_000_000L;

  private final SearcherManager manager;
  private final IndexSearcher held;
  private final IndexSearcher searcher;
  private final Runnable onFault;

  /** {@code onFault} is told when the index cannot be read. */
  IndexView(SearcherManager manager, Runnable onFault) throws IOException {
    this.manager = manager;
    this.onFault = onFault;
    this.held = manager.acquire();
    this.searcher = new IndexSearcher(held.getIndexReader());
    searcher.setSimilarity(new TermShare());
    long end = System.nanoTime() + MOST_NANOS;
    QueryTimeout timeout = () -> System.nanoTime() - end > 0;
    searcher.setTimeout(timeout);
  }

  /**
   * A part of the candidates of a search.
   *
   * @param after the place after which it begins; empty for the beginning
   * @param at the time from which ages of attestations are counted
   */
  public record Part(Optional<SearchPosition> after, Instant at, Instant now, int size) {}

  /**
   * The next candidates, in their order; fewer than the size of the part if there are no more.
   *
   * @throws ProblemException malformed-request if the search is too wide, or names a segment that
   *     is not there; dependency-unavailable if the index needs too long
   */
  public List<SearchPosition> candidates(
      SearchRequest search, RegistrySegments segments, Part part) {
    try {
      Query query = IndexQuery.of(search, segments, part.now(), searcher.getIndexReader());
      return candidates(query, IndexQuery.relevance(search.unsigned()), part);
    } catch (IndexSearcher.TooManyClauses e) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "search-too-wide",
          "The search, or the segment it names, has too many parts; name fewer",
          e);
    } catch (IOException | InternalError e) { // the latter when a mapped file was cut off
      onFault.run();
      throw unreadable(e);
    }
  }

  private List<SearchPosition> candidates(Query query, Optional<Query> relevance, Part part)
      throws IOException {
    List<SortField> order = new ArrayList<>();
    order.add(new AttestationRankSource(part.at()).getSortField(true));
    order.add(SortField.FIELD_SCORE);
    relevance.ifPresent(words -> order.add(DoubleValuesSource.fromQuery(words).getSortField(true)));
    order.add(new SortField(IndexEntry.ID, SortField.Type.STRING));
    ScoreDoc[] found =
        searcher.searchAfter(
                after(part, relevance.isPresent()),
                query,
                part.size(),
                new Sort(order.toArray(SortField[]::new)))
            .scoreDocs;
    if (searcher.timedOut()) {
      throw new ProblemException(
          ProblemType.DEPENDENCY_UNAVAILABLE,
          "search-time",
          "The search takes too long at present; search for less, or later");
    }
    List<SearchPosition> places = new ArrayList<>();
    for (ScoreDoc each : found) {
      places.add(place(((FieldDoc) each).fields, part.at()));
    }
    return places;
  }

  /** The document's number only decides between equal keys, of which the last key knows none. */
  private FieldDoc after(Part part, boolean hasWords) {
    return part.after()
        .map(
            last -> {
              List<Object> keys = new ArrayList<>(List.of(last.rank(), last.score()));
              if (hasWords) {
                keys.add(last.relevance());
              }
              keys.add(new BytesRef(last.identifier()));
              int document = Math.max(0, searcher.getIndexReader().maxDoc() - 1);
              return new FieldDoc(document, Float.NaN, keys.toArray());
            })
        .orElse(null);
  }

  private static SearchPosition place(Object[] keys, Instant at) {
    boolean hasWords = keys.length > 3;
    return new SearchPosition(
        at,
        (Long) keys[0],
        (Float) keys[1],
        hasWords ? (Double) keys[2] : 0,
        ((BytesRef) keys[keys.length - 1]).utf8ToString());
  }

  /**
   * Some agents of the index, with which a search is filled up that has fewer candidates, so that
   * its time does not tell how many it has.
   */
  public List<String> any(int size) {
    List<String> identifiers = new ArrayList<>();
    try {
      for (LeafReaderContext leaf : searcher.getIndexReader().leaves()) {
        SortedDocValues ids = DocValues.getSorted(leaf.reader(), IndexEntry.ID);
        Bits live = leaf.reader().getLiveDocs();
        while (identifiers.size() < size && ids.nextDoc() != DocIdSetIterator.NO_MORE_DOCS) {
          if (live == null || live.get(ids.docID())) {
            identifiers.add(ids.lookupOrd(ids.ordValue()).utf8ToString());
          }
        }
      }
    } catch (IOException | InternalError e) {
      onFault.run();
      throw unreadable(e);
    }
    return identifiers;
  }

  static ProblemException unreadable(Throwable cause) {
    return new ProblemException(
        ProblemType.DEPENDENCY_UNAVAILABLE,
        "search-index",
        "The index of the registry is being made anew; search again in a moment",
        cause);
  }

  /** For the readers of an index that is not there yet. */
  static Supplier<ProblemException> notReady() {
    return () -> unreadable(null);
  }

  @Override
  public void close() {
    try {
      manager.release(held);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }
}
