package org.bailiwick.ars.lists;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bailiwick.ars.ArsSettings;
import org.bailiwick.ars.policy.RegistryQuestion;
import org.bailiwick.ars.records.AgentList;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.contract.credential.AgentCredential;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.lists.ListQuery;
import org.bailiwick.node.lists.ListReader;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/**
 * Lists the agents of the reader's own owner, in any state, and how many more may be listed. The
 * owner is the one that the reader's credential names.
 */
@ApplicationScoped
@Path("/v1/agents")
@Produces(MediaType.APPLICATION_JSON)
public class OwnAgentsResource {
  @Inject private PeerContext peers;
  @Inject private ListReader reader;
  @Inject private AgentList agents;
  @Inject private AgentRecords records;
  @Inject private ArsSettings settings;

  @GET
  @Path("/mine")
  public Response list(@Context UriInfo uri) {
    VerifiedPeer peer = peers.require(Kind.AGENT);
    String owner = AgentCredential.read(peer.certificate()).information().owner().value();
    AgentList own = agents.of(owner);
    ListReader.Page page =
        reader.read(
            peer.id() + " of " + owner,
            RegistryQuestion.read(peer, RegistryQuestion.View.OWNER),
            own,
            ListQuery.read(own, uri.getQueryParameters()));
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("owner", owner);
    answer.put(
        "quota",
        Map.of("listed", records.places(owner), "most", settings.registration().ownerAgents()));
    answer.put(own.name(), page.entries());
    page.next().ifPresent(token -> answer.put("next_page_token", token));
    return Response.ok(JsonText.of(answer)).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
  }
}
