package org.bailiwick.ars.search.index;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.MultiTerms;
import org.apache.lucene.index.Terms;
import org.apache.lucene.index.TermsEnum;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.DisjunctionMaxQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.util.BytesRef;
import org.bailiwick.ars.search.wanted.VersionRange;
import org.bailiwick.ars.search.wanted.WantedCapability;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * Agents that have a wanted capability. The score of each is the fit of the capability that covers
 * the wanted one best. What covers it is looked up by exact texts: with the wanted name, a version
 * that an agent has, and some of the wanted parameters.
 */
final class CapabilityQuery {
  private static final int MOST_TEXTS = 4096;

  private final IndexReader reader;
  private int texts;

  CapabilityQuery(IndexReader reader) {
    this.reader = reader;
  }

  /** Agents that have at least one of these; the score is the best fit. */
  Query anyOf(Collection<WantedCapability> wanted) throws IOException {
    List<Query> each = new ArrayList<>();
    for (WantedCapability one : wanted) {
      each.add(of(one));
    }
    return new DisjunctionMaxQuery(each, 0);
  }

  Query of(WantedCapability wanted) throws IOException {
    SortedMap<Integer, List<BytesRef>> byFit = new TreeMap<>();
    for (int version : versions(wanted)) {
      for (Capability covering : wanted.coveringAt(version)) {
        requireFew();
        byFit
            .computeIfAbsent(wanted.fit(covering), fit -> new ArrayList<>())
            .add(new BytesRef(covering.text()));
      }
    }
    List<Query> levels = new ArrayList<>();
    byFit.forEach(
        (fit, capabilities) ->
            levels.add(
                new BoostQuery(
                    new ConstantScoreQuery(new TermInSetQuery(IndexEntry.CAPABILITY, capabilities)),
                    fit)));
    return switch (levels.size()) {
      case 0 -> new MatchNoDocsQuery("no agent has a capability of this name and version");
      case 1 -> levels.getFirst();
      default -> new DisjunctionMaxQuery(levels, 0);
    };
  }

  private void requireFew() {
    if (++texts > MOST_TEXTS) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "search-too-wide",
          "The search covers too many versions with too many parameters; name fewer");
    }
  }

  /** The versions in the range that agents have of a capability of this name. */
  private int[] versions(WantedCapability wanted) throws IOException {
    VersionRange range = wanted.versions();
    if (range.least() == range.most()) {
      return new int[] {range.least()};
    }
    IntStream.Builder found = IntStream.builder();
    Terms kinds = MultiTerms.getTerms(reader, IndexEntry.KIND);
    if (kinds != null) {
      BytesRef prefix = new BytesRef(wanted.name() + "@");
      TermsEnum terms = kinds.iterator();
      TermsEnum.SeekStatus status = terms.seekCeil(prefix);
      BytesRef kind = status == TermsEnum.SeekStatus.END ? null : terms.term();
      for (int read = 0; kind != null && startsWith(kind, prefix); kind = terms.next()) {
        if (++read > MOST_TEXTS) {
          requireFewNames();
        }
        int version = Integer.parseInt(kind.utf8ToString().substring(prefix.length));
        if (range.has(version)) {
          found.add(version);
        }
      }
    }
    return found.build().toArray();
  }

  private void requireFewNames() {
    texts = MOST_TEXTS;
    requireFew();
  }

  private static boolean startsWith(BytesRef text, BytesRef prefix) {
    return text.length >= prefix.length
        && new BytesRef(text.bytes, text.offset, prefix.length).bytesEquals(prefix);
  }
}
