package org.bailiwick.ars.discovery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.Optional;
import org.bailiwick.ars.policy.RegistryQuestion;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.eclipse.microprofile.metrics.annotation.Timed;

/** Searches the registry by capability. */
@ApplicationScoped
@Path("/v1/discovery")
@Produces(MediaType.APPLICATION_JSON)
public class DiscoveryResource {
  @Inject private PeerContext peers;
  @Inject private Gate gate;
  @Inject private AgentDirectory directory;
  @Inject private AgentViews views;

  @GET
  @Timed(name = "ars_discovery", absolute = true)
  public String discover(
      @QueryParam("capability") String capability, @QueryParam("page_token") String pageToken) {
    VerifiedPeer peer = peers.require(Kind.AGENT, Kind.NODE, Kind.OPERATOR, Kind.FOREIGN);
    gate.requireAndRecord(RegistryQuestion.discover(peer));
    AgentDirectory.Found found =
        directory.search(peer, requireCapability(capability), Optional.ofNullable(pageToken));
    JsonObjectBuilder page = Json.createObjectBuilder().add("agents", views.all(found.agents()));
    found.next().ifPresent(token -> page.add("next_page_token", token));
    return page.build().toString();
  }

  private static Capability requireCapability(String capability) {
    if (capability == null) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "capability-missing",
          "The query parameter capability is missing");
    }
    return Capability.parse(capability);
  }
}
