package org.bailiwick.ars.search;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.bailiwick.ars.search.index.AgentIndex;
import org.bailiwick.ars.search.index.IndexView;
import org.bailiwick.ars.search.index.SearchPosition;
import org.bailiwick.ars.search.wanted.SearchRequest;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.lists.PageTokens;
import org.bailiwick.node.lists.PageTokens.Scope;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * Searches the registry. The index gives candidates in the order of the search, and {@link
 * CandidateCheck} says which of them are shown. Candidates are checked in batches, and a batch that
 * is not full is filled up with other agents, so that it costs the same.
 */
public final class AgentSearch {

  /** The most candidates of one request. */
  static final int MOST_CHECKED = 200;

  private static final int SMALLEST_BATCH = 10;

  private final AgentIndex index;
  private final CandidateCheck check;
  private final PageTokens tokens;
  private final SteadyTime time;

  public AgentSearch(AgentIndex index, CandidateCheck check, PageTokens tokens, SteadyTime time) {
    this.index = index;
    this.check = check;
    this.tokens = tokens;
    this.time = time;
  }

  /**
   * A page of hits.
   *
   * @param facets counts of the first page, if the search asks for them
   * @param next the token of the next page; empty if there is certainly none
   */
  record Found(List<Hit> hits, Optional<Facets> facets, Optional<String> next) {}

  /**
   * The hits of a search, from its page token on.
   *
   * @throws org.bailiwick.contract.problem.ProblemException malformed-request, or
   *     dependency-unavailable while revocation data are too old or the index is not there
   */
  Found search(VerifiedPeer peer, SearchRequest search) {
    check.requireFresh();
    Instant now = time.latest();
    Scope scope = new Scope(peer.id().toString(), search.page().digest());
    Optional<SearchPosition> after =
        search.page().token().map(text -> SearchPosition.parse(tokens.position(scope, text, now)));
    try (IndexView view = index.view()) {
      return new Run(peer, search, view, now, after)
          .found(last -> tokens.token(scope, last.text(), now));
    }
  }

  /** One request. */
  private final class Run {
    private final VerifiedPeer peer;
    private final SearchRequest search;
    private final IndexView view;
    private final Instant now;
    private final Instant at;
    private final Optional<Facets> facets;
    private final List<Hit> hits = new ArrayList<>();
    private Optional<SearchPosition> last;
    private Optional<SearchPosition> before;

    Run(
        VerifiedPeer peer,
        SearchRequest search,
        IndexView view,
        Instant now,
        Optional<SearchPosition> after) {
      this.peer = peer;
      this.search = search;
      this.view = view;
      this.now = now;
      this.at = after.map(SearchPosition::at).orElse(now);
      this.last = after;
      this.before = after;
      this.facets =
          after.isPresent() || search.facets().isEmpty()
              ? Optional.empty()
              : Optional.of(new Facets(search.facets()));
    }

    Found found(Function<SearchPosition, String> token) {
      Optional<SearchPosition> end = Optional.empty();
      int checked = 0;
      int size = Math.max(SMALLEST_BATCH, search.page().size());
      boolean isMore = true;
      while (isMore && checked < MOST_CHECKED && (end.isEmpty() || facets.isPresent())) {
        List<SearchPosition> batch = candidates(size);
        isMore = batch.size() == size;
        checked += size;
        end = take(batch, end);
      }
      boolean cut = end.isEmpty() && isMore;
      return new Found(hits, facets, (cut ? last : end).map(token));
    }

    private List<SearchPosition> candidates(int size) {
      List<SearchPosition> batch =
          view.candidates(search, check.segments(), new IndexView.Part(last, at, now, size));
      if (!batch.isEmpty()) {
        last = Optional.of(batch.getLast());
      }
      return batch;
    }

    /** Takes the hits of a batch; returns the last hit of the page once it is full. */
    private Optional<SearchPosition> take(
        List<SearchPosition> batch, Optional<SearchPosition> full) {
      Optional<SearchPosition> end = full;
      Map<String, SearchedAgent> shown = check.shown(peer, filledUp(batch), now);
      for (SearchPosition place : batch) {
        SearchedAgent agent = shown.get(place.identifier());
        Optional<AgentMatch> match =
            agent == null ? Optional.empty() : AgentMatch.of(search, agent, now);
        if (match.isPresent()) {
          facets.ifPresent(counts -> counts.count(agent));
          if (end.isEmpty()) {
            add(new Hit(agent, match.get(), place, placedBy(place)));
            end = hits.size() == search.page().size() ? Optional.of(place) : Optional.empty();
          }
        }
      }
      return end;
    }

    private void add(Hit hit) {
      hits.add(hit);
      before = Optional.of(hit.place());
    }

    private Hit.PlacedBy placedBy(SearchPosition place) {
      return before.map(one -> Hit.PlacedBy.between(one, place)).orElse(Hit.PlacedBy.SIGNED_FACTS);
    }

    private List<String> filledUp(List<SearchPosition> batch) {
      int size = Math.max(SMALLEST_BATCH, search.page().size());
      List<String> identifiers = new ArrayList<>();
      batch.forEach(place -> identifiers.add(place.identifier()));
      if (batch.size() < size) {
        view.any(2 * size).stream()
            .filter(other -> !identifiers.contains(other))
            .limit(size - batch.size())
            .toList()
            .forEach(identifiers::add);
      }
      return identifiers;
    }
  }
}
