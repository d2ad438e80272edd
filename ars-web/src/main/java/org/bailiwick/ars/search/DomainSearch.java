package org.bailiwick.ars.search;

import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.bailiwick.ars.mirror.ForeignAgents;
import org.bailiwick.ars.mirror.MirrorFreshness;
import org.bailiwick.ars.search.index.SearchPosition;
import org.bailiwick.ars.search.wanted.SearchRequest;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.node.clock.SteadyTime;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.lists.PageTokens;
import org.bailiwick.node.lists.PageTokens.Scope;
import org.bailiwick.node.peer.VerifiedPeer;

/**
 * Searches this domain and partner domains: first the hits of this one, then those of all others
 * together.
 */
public final class DomainSearch {
  /** Begins a page token within the hits of other domains; no token of this domain has a dot. */
  private static final String FOREIGN = "f.";

  private final TrustDomain own;
  private final AgentSearch agents;
  private final ForeignAgents mirrored;
  private final ForeignSearch foreign;
  private final PageTokens tokens;
  private final SteadyTime time;

  /** What each search needs of the node. */
  public record Edge(Gate gate, PageTokens tokens, SteadyTime time) {}

  public DomainSearch(AgentSearch agents, ForeignAgents mirrored, TrustDomain own, Edge edge) {
    this.own = own;
    this.agents = agents;
    this.mirrored = mirrored;
    this.foreign = new ForeignSearch(mirrored, edge.gate(), edge.time());
    this.tokens = edge.tokens();
    this.time = edge.time();
  }

  /**
   * The hits of a page as JSON.
   *
   * @param ownView writes hits of this domain
   */
  JsonObjectBuilder page(
      VerifiedPeer peer, SearchRequest search, Function<List<Hit>, JsonArrayBuilder> ownView) {
    Map<TrustDomain, MirrorFreshness.Domain> agreed = mirrored.domains();
    WantedDomains wanted = WantedDomains.of(search.domains(), own, agreed);
    Optional<String> token = search.page().token();
    boolean inForeign = token.filter(text -> text.startsWith(FOREIGN)).isPresent();
    JsonObjectBuilder page = Json.createObjectBuilder();
    JsonArrayBuilder hits = Json.createArrayBuilder();
    int left = search.page().size();
    if (wanted.own() && !inForeign) {
      AgentSearch.Found found = agents.search(peer, search);
      ownView.apply(found.hits()).build().getValuesAs(JsonObject.class).stream()
          .map(hit -> Json.createObjectBuilder(hit).add("domain", own.name()))
          .forEach(hits::add);
      found.facets().ifPresent(counts -> page.add("facets", counts.view()));
      left -= found.hits().size();
      if (found.next().isPresent()) {
        page.add("next_page_token", found.next().get());
        left = 0;
      }
    }
    if (left > 0 && !wanted.foreign().isEmpty()) {
      ForeignSearch.Found found = foreign(peer, search, wanted.foreign(), left);
      found
          .hits()
          .forEach(
              each ->
                  hits.add(
                      Json.createObjectBuilder(each.shown().view())
                          .add("match", each.hit().explanation())));
      found
          .after()
          .map(last -> tokens.token(scope(peer, search), last.text(), time.latest()))
          .ifPresent(next -> page.add("next_page_token", FOREIGN + next));
    }
    return page.add("agents", hits).add("domains", states(wanted, agreed));
  }

  private ForeignSearch.Found foreign(
      VerifiedPeer peer, SearchRequest search, List<TrustDomain> domains, int size) {
    Optional<SearchPosition> after =
        search
            .page()
            .token()
            .filter(text -> text.startsWith(FOREIGN))
            .map(text -> text.substring(FOREIGN.length()))
            .map(text -> tokens.position(scope(peer, search), text, time.latest()))
            .map(SearchPosition::parse);
    return foreign.search(peer, search, new ForeignSearch.Part(domains, after, size));
  }

  private static Scope scope(VerifiedPeer peer, SearchRequest search) {
    return new Scope(peer.id().toString(), "domains " + search.page().digest());
  }

  /** Which domains the answer is about, and which of them were not heard of. */
  private JsonArrayBuilder states(
      WantedDomains wanted, Map<TrustDomain, MirrorFreshness.Domain> agreed) {
    JsonArrayBuilder states = Json.createArrayBuilder();
    if (wanted.own()) {
      states.add(Json.createObjectBuilder().add("domain", own.name()).add("state", "open"));
    }
    for (TrustDomain domain : wanted.foreign()) {
      MirrorFreshness.Domain known = agreed.get(domain);
      JsonObjectBuilder state =
          Json.createObjectBuilder()
              .add("domain", domain.name())
              .add("state", known.closed().orElse("open"));
      if (known.state().asOf().isAfter(Instant.EPOCH)) {
        state.add("as_of", DateTimeFormatter.ISO_INSTANT.format(known.state().asOf()));
      }
      states.add(state);
    }
    return states;
  }
}
