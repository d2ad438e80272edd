package org.bailiwick.ars.search;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.bailiwick.ars.catalogue.DomainCatalogue;
import org.bailiwick.ars.discovery.AgentViews;
import org.bailiwick.ars.freshness.FreshnessStatements;
import org.bailiwick.ars.policy.RegistryQuestion;
import org.bailiwick.ars.search.wanted.SearchRequest;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.problem.BodyLimit;
import org.eclipse.microprofile.metrics.annotation.Timed;

/** Searches the registry by a body ({@code docs/discovery.md}). */
@ApplicationScoped
@Path("/v1/discovery")
@Produces(MediaType.APPLICATION_JSON)
public class SearchResource {
  private static final int MOST_BYTES = 16_384;

  @Inject private PeerContext peers;
  @Inject private Gate gate;
  @Inject private AgentSearch agents;
  @Inject private DomainCatalogue catalogue;
  @Inject private DomainSearch domains;
  @Inject private AgentViews views;
  @Inject private FreshnessStatements freshness;

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @BodyLimit(MOST_BYTES)
  @Timed(name = "ars_search", absolute = true)
  public String search(String body) {
    VerifiedPeer peer = peers.require(Kind.AGENT, Kind.NODE, Kind.OPERATOR, Kind.FOREIGN);
    gate.requireAndRecord(RegistryQuestion.discover(peer));
    SearchRequest search = SearchRequest.parse(body).in(catalogue.current());
    // Before the search, so that it never claims to know more than the search did.
    String statement = freshness.current();
    if (!search.domains().isEmpty()) {
      return domains.page(peer, search, this::view).add("freshness", statement).build().toString();
    }
    AgentSearch.Found found = agents.search(peer, search);
    JsonObjectBuilder page = Json.createObjectBuilder().add("agents", view(found.hits()));
    found.facets().ifPresent(counts -> page.add("facets", counts.view()));
    found.next().ifPresent(token -> page.add("next_page_token", token));
    return page.add("freshness", statement).build().toString();
  }

  private JsonArrayBuilder view(List<Hit> hits) {
    JsonArrayBuilder all = Json.createArrayBuilder();
    for (Hit hit : hits) {
      all.add(
          Json.createObjectBuilder(views.of(hit.agent().record(), hit.agent().text().summary()))
              .add("match", hit.explanation()));
    }
    return all;
  }
}
