package org.bailiwick.ars.discovery;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
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
@RequestScoped
@Path("/v1/discovery")
@Produces(MediaType.APPLICATION_JSON)
public class DiscoveryResource {
  @Inject private PeerContext peers;
  @Inject private Gate gate;
  @Inject private AgentDirectory directory;

  /** A page of agents. */
  public record PageView(
      List<AgentView> agents, @JsonbProperty("next_page_token") String nextPageToken) {}

  @GET
  @Timed(name = "ars_discovery", absolute = true)
  public PageView discover(
      @QueryParam("capability") String capability, @QueryParam("page_token") String pageToken) {
    VerifiedPeer peer = peers.require(Kind.AGENT, Kind.NODE, Kind.OPERATOR, Kind.FOREIGN);
    gate.requireAndRecord(RegistryQuestion.discover(peer));
    AgentDirectory.Found found =
        directory.search(peer, wanted(capability), Optional.ofNullable(pageToken));
    return new PageView(
        found.agents().stream().map(AgentView::of).toList(), found.next().orElse(null));
  }

  private static Capability wanted(String capability) {
    if (capability == null) {
      throw new ProblemException(
          ProblemType.MALFORMED_REQUEST,
          "capability-missing",
          "The query parameter capability is missing");
    }
    return Capability.parse(capability);
  }
}
