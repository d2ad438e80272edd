package org.bailiwick.ars.discovery;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.bailiwick.ars.policy.Gate;
import org.bailiwick.ars.policy.Question;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.eclipse.microprofile.metrics.annotation.Timed;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Reads of single agents and searches. */
@RequestScoped
@Path("/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "discovery")
public class DiscoveryResource {
  @Inject private PeerContext peers;
  @Inject private Gate gate;
  @Inject private AgentDirectory directory;

  /** A page of agents. */
  @Schema(name = "DiscoveryPage")
  public record PageView(
      @Schema(required = true) List<AgentView> agents,
      @Schema(description = "ask with it for the next page; absent on the last")
          @JsonbProperty("next_page_token")
          String nextPageToken) {}

  @GET
  @Path("/discovery")
  @Timed(name = "ars_discovery", absolute = true)
  @Operation(
      operationId = "discover",
      summary = "Find agents of which a capability covers the one asked for")
  @APIResponse(
      responseCode = "200",
      description = "listed, unexpired agents, in the order of their identifiers",
      content = @Content(schema = @Schema(implementation = PageView.class)))
  public PageView discover(
      @Parameter(required = true, example = "invoice.parse@1?region=eu") @QueryParam("capability")
          String capability,
      @QueryParam("page_token") String pageToken) {
    VerifiedPeer peer = peers.require(Kind.AGENT, Kind.NODE, Kind.OPERATOR, Kind.FOREIGN);
    gate.requireAndRecord(Question.discover(peer));
    AgentDirectory.Found found =
        directory.search(peer, wanted(capability), Optional.ofNullable(pageToken));
    return new PageView(
        found.agents().stream().map(AgentView::of).toList(), found.next().orElse(null));
  }

  @GET
  @Path("/agents/{id}")
  @Operation(operationId = "readAgent", summary = "Read one listed agent")
  @APIResponse(
      responseCode = "200",
      description = "the agent",
      content = @Content(schema = @Schema(implementation = AgentView.class)))
  public AgentView read(@PathParam("id") String id) {
    VerifiedPeer peer = peers.require(Kind.AGENT, Kind.NODE, Kind.OPERATOR, Kind.FOREIGN);
    gate.requireAndRecord(Question.read(peer, Question.View.RECORD));
    return AgentView.of(directory.require(id));
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
