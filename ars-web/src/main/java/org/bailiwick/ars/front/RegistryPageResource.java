package org.bailiwick.ars.front;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.bailiwick.ars.ArsSettings;
import org.bailiwick.ars.discovery.RecordReader;
import org.bailiwick.ars.records.AgentList;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.search.SearchResource;
import org.bailiwick.ars.status.CredentialStatus;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.node.feed.CrlRevocations;
import org.bailiwick.node.lists.ListQuery;
import org.bailiwick.node.lists.ListReader;
import org.bailiwick.node.page.FrontPage;
import org.bailiwick.node.page.FrontPageResource;
import org.bailiwick.node.page.HtmlPage;
import org.bailiwick.node.page.PageLink;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.trust.DomainTrustSettings;

/**
 * The page of the registry. A peer gets the agents with it, if the decision point permits the peer
 * to list them, and finds agents by the search of the interface; who shows no certificate reads how
 * to get one.
 */
@ApplicationScoped
@Path("/")
public class RegistryPageResource extends FrontPageResource {
  /** The parameter that names the one agent whose record the page shows. */
  static final String AGENT = "agent";

  @Inject private ArsSettings settings;
  @Inject private PeerContext peers;
  @Inject private ListReader reader;
  @Inject private AgentList agents;
  @Inject private RecordReader records;
  @Inject private SearchResource search;
  @Inject private CredentialStatus status;
  @Inject private CrlRevocations revocations;

  @GET
  public Response read(@Context HttpHeaders headers, @Context UriInfo uri) {
    if (peers.peer().isEmpty()) {
      return page(headers);
    }
    return pageForPeer(headers, page -> addAgents(page, uri));
  }

  private void addAgents(HtmlPage page, UriInfo uri) {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.NODE, Kind.AGENT, Kind.FOREIGN);
    MultivaluedMap<String, String> parameters = uri.getQueryParameters();
    String agent = parameters.getFirst(AGENT);
    if (agent != null) {
      RecordFacts.write(page, records.require(peer, AgentRecord.identifier(agent)));
      page.paragraph(RevocationSentence.of(status, revocations));
    } else if (SearchForm.isIn(parameters)) {
      SearchForm form = SearchForm.read(parameters);
      JsonObject found = StrictJson.object(search.search(form.body().toString()));
      page.section("Find agents").form(form.form());
      SearchHits.write(page, form, found);
    } else {
      ListQuery query = ListQuery.read(agents, parameters);
      ListReader.Page listed = reader.read(peer, agents, query);
      page.section("Find agents").form(SearchForm.empty().form());
      AgentTable.write(page, peer.id().toString(), listed, query);
    }
  }

  @Override
  protected void addSections(HtmlPage toAll) {
    URI authority = URI.create(trust().authorityUrl() + "/");
    toAll
        .section("Agents")
        .paragraph(
            "You have shown no client certificate, so no agents are listed here. Officers and"
                + " auditors of the trust domain see them, with the certificate that the domain's"
                + " operator CA has issued to them: import it into the browser, or use this"
                + " command.")
        .command("./bailiwick agents list")
        .paragraph(
            "An agent gets its certificate from the authority of the domain, and then registers and"
                + " finds other agents here.")
        .command("./bailiwick agent enrol --help\n./bailiwick agent register --help")
        .links(List.of(PageLink.to(authority, "Agent Certificate Authority", "its page")));
  }

  @Override
  protected FrontPage about() {
    URI url = settings.component().baseUrl();
    List<PageLink> links = new ArrayList<>();
    links.add(PageLink.to(URI.create(url + "/openapi"), "Interface", "OpenAPI 3.1, in YAML"));
    links.addAll(FrontPage.documents());
    return new FrontPage(
        "Agent Registry Service",
        "It lists the agents of the trust domain under identifiers, each with exactly what its"
            + " credential says, and lets others find them by their capabilities.",
        trust().domain(),
        trust().rootFingerprint(),
        links);
  }

  private DomainTrustSettings trust() {
    return settings.component().authority().trust();
  }
}
