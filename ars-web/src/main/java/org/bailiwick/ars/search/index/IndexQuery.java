package org.bailiwick.ars.search.index;

import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.lucene.document.InetAddressPoint;
import org.apache.lucene.document.LongField;
import org.apache.lucene.index.IndexReader;
import org.apache.lucene.index.Term;
import org.apache.lucene.search.BooleanClause.Occur;
import org.apache.lucene.search.BooleanQuery;
import org.apache.lucene.search.BoostQuery;
import org.apache.lucene.search.ConstantScoreQuery;
import org.apache.lucene.search.MatchAllDocsQuery;
import org.apache.lucene.search.MatchNoDocsQuery;
import org.apache.lucene.search.Query;
import org.apache.lucene.search.TermInSetQuery;
import org.apache.lucene.search.TermQuery;
import org.apache.lucene.util.BytesRef;
import org.bailiwick.ars.policy.Network;
import org.bailiwick.ars.policy.RegistrySegments;
import org.bailiwick.ars.policy.RegistrySegments.Member;
import org.bailiwick.ars.search.wanted.Locality;
import org.bailiwick.ars.search.wanted.SearchRequest;
import org.bailiwick.ars.search.wanted.SignedCriteria;
import org.bailiwick.ars.search.wanted.UnsignedCriteria;
import org.bailiwick.ars.search.wanted.WantedAttestation;
import org.bailiwick.ars.search.wanted.WantedType;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;

/**
 * A search as queries of the index. Each value of the search is a term or a number of a query, and
 * no text is parsed as one. The score of an agent tells its fit and the preferred criteria that it
 * meets, which are facts of its credential.
 */
final class IndexQuery {

  /** What a preferred criterion adds to the score, which is more than all fits together. */
  static final int PREFERRED = 8192;

  /** How much more a word counts in a title. */
  private static final int TITLE = 2;

  /** Entries that expired lately may still be found, so that the query is the same for a while. */
  private static final long EXPIRY_STEP = 10;

  private final SearchRequest search;
  private final RegistrySegments segments;
  private final Instant now;
  private final CapabilityQuery capabilities;
  private final BooleanQuery.Builder all = new BooleanQuery.Builder();

  private IndexQuery(
      SearchRequest search, RegistrySegments segments, Instant now, IndexReader reader) {
    this.search = search;
    this.segments = segments;
    this.now = now;
    this.capabilities = new CapabilityQuery(reader);
  }

  /** The query for all candidates of a search. */
  static Query of(SearchRequest search, RegistrySegments segments, Instant now, IndexReader reader)
      throws IOException {
    return new IndexQuery(search, segments, now, reader).build();
  }

  /** The query whose score is the relevance of an agent's texts; empty if no words are wanted. */
  static Optional<Query> relevance(UnsignedCriteria wanted) {
    return wanted
        .text()
        .map(
            text -> {
              BooleanQuery.Builder words = new BooleanQuery.Builder();
              for (String word : SearchWords.wanted(text)) {
                words.add(term(IndexEntry.TEXT, word), Occur.SHOULD);
                words.add(new BoostQuery(term(IndexEntry.TITLE, word), TITLE), Occur.SHOULD);
              }
              return words.build();
            });
  }

  private Query build() throws IOException {
    long second = now.getEpochSecond() / EXPIRY_STEP * EXPIRY_STEP;
    all.add(LongField.newRangeQuery(IndexEntry.NOT_AFTER, second, Long.MAX_VALUE), Occur.FILTER);
    for (var wanted : search.required().capabilities()) {
      all.add(capabilities.of(wanted), Occur.MUST);
    }
    if (!search.anyOf().isEmpty()) {
      all.add(capabilities.anyOf(search.anyOf()), Occur.MUST);
    }
    signed(search.required()).forEach(filter -> all.add(filter, Occur.FILTER));
    search.types().forEach(type -> all.add(kinds(type), Occur.FILTER));
    unsigned(search.unsigned());
    for (var wanted : search.preferred().capabilities()) {
      prefer(capabilities.of(wanted));
    }
    signed(search.preferred()).forEach(this::prefer);
    return all.build();
  }

  private static Query kinds(WantedType type) {
    return new TermInSetQuery(
        IndexEntry.KIND, type.kinds().stream().map(kind -> new BytesRef(kind)).toList());
  }

  private void prefer(Query criterion) {
    all.add(new BoostQuery(new ConstantScoreQuery(criterion), PREFERRED), Occur.SHOULD);
  }

  /** A query for each criterion but those for capabilities. */
  private List<Query> signed(SignedCriteria criteria) {
    List<Query> queries = new ArrayList<>();
    criteria.owner().ifPresent(owner -> queries.add(term(IndexEntry.OWNER, owner)));
    criteria.locality().ifPresent(locality -> queries.add(locality(locality)));
    criteria.segment().ifPresent(segment -> queries.add(segment(segment)));
    criteria.attestation().ifPresent(attestation -> queries.add(attestation(attestation)));
    if (!criteria.validationMethods().isEmpty()) {
      queries.add(every(IndexEntry.METHOD, criteria.validationMethods()));
    }
    return queries;
  }

  private static Query locality(Locality locality) {
    return locality
        .domain()
        .map(domain -> term(IndexEntry.DOMAIN, domain))
        .orElseGet(() -> located(locality.network().orElseThrow()));
  }

  private static Query located(Network network) {
    return InetAddressPoint.newPrefixQuery(IndexEntry.ADDRESS, network.address(), network.length());
  }

  private Query attestation(WantedAttestation wanted) {
    return new BooleanQuery.Builder()
        .add(
            LongField.newRangeQuery(IndexEntry.LEVEL, wanted.least(), Long.MAX_VALUE), Occur.FILTER)
        .add(
            LongField.newRangeQuery(
                IndexEntry.APPRAISED, wanted.earliest(now), WantedAttestation.latest(now)),
            Occur.FILTER)
        .build();
  }

  private Query segment(String name) {
    BooleanQuery.Builder members = new BooleanQuery.Builder();
    segments
        .members(name)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.MALFORMED_REQUEST,
                    "search-segment",
                    "The policies in force describe no segment of this name"))
        .forEach(member -> members.add(member(member), Occur.SHOULD));
    return members.build();
  }

  private static Query member(Member member) {
    return switch (member) {
      case Member.Named named -> term(IndexEntry.AGENT, named.id());
      case Member.Located located -> located(located.network());
      case Member.Tagged tagged -> {
        BooleanQuery.Builder tags = new BooleanQuery.Builder();
        tagged.tags().entrySet().forEach(tag -> tags.add(tag(tag), Occur.FILTER));
        yield tags.build();
      }
    };
  }

  private static Query tag(Map.Entry<String, String> tag) {
    String value = tag.getValue();
    return switch (tag.getKey()) {
      case "owner" -> term(IndexEntry.OWNER, value);
      case "capability" -> term(IndexEntry.CAPABILITY, value);
      case "attestation" -> term(IndexEntry.STATUS, value);
      case "trust_domain" -> term(IndexEntry.TRUST_DOMAIN, value);
      case "kind" -> value.equals("agent") ? MatchAllDocsQuery.INSTANCE : nobody();
      default -> nobody();
    };
  }

  private static Query nobody() {
    return new MatchNoDocsQuery("the registry does not know this tag of an agent");
  }

  private void unsigned(UnsignedCriteria criteria) {
    criteria
        .text()
        .ifPresent(text -> all.add(every(IndexEntry.TEXT, SearchWords.wanted(text)), Occur.FILTER));
    for (var criterion :
        Map.of(
                IndexEntry.TAG, criteria.tags(),
                IndexEntry.INPUT, criteria.inputTypes(),
                IndexEntry.OUTPUT, criteria.outputTypes())
            .entrySet()) {
      if (!criterion.getValue().isEmpty()) {
        all.add(every(criterion.getKey(), criterion.getValue()), Occur.FILTER);
      }
    }
  }

  private static Query every(String field, Collection<String> values) {
    BooleanQuery.Builder all = new BooleanQuery.Builder();
    Set.copyOf(values).forEach(value -> all.add(term(field, value), Occur.FILTER));
    return all.build();
  }

  private static Query term(String field, String value) {
    return new TermQuery(new Term(field, value));
  }
}
