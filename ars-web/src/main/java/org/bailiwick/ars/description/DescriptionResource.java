package org.bailiwick.ars.description;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.problem.BodyLimit;

/** Takes what an agent says of itself, from the agent itself. */
@ApplicationScoped
@Path("/v1/agents")
@Produces(MediaType.APPLICATION_JSON)
public class DescriptionResource {
  @Inject private PeerContext peers;
  @Inject private AgentDescriber describer;
  @Inject private Descriptions descriptions;

  @PUT
  @Path("/{uuid}/description")
  @Consumes(MediaType.APPLICATION_JSON)
  @BodyLimit(65_536)
  public String describe(@PathParam("uuid") String uuid, String body) {
    String identifier = AgentRecord.identifier(uuid);
    describer.describe(peer(), identifier, body);
    return shown(identifier);
  }

  @GET
  @Path("/{uuid}/description")
  public String read(@PathParam("uuid") String uuid) {
    return shown(describer.requireReadable(peer(), AgentRecord.identifier(uuid)));
  }

  /** Produces every media type, because the answer has no body. */
  @DELETE
  @Path("/{uuid}/description")
  @Produces(MediaType.WILDCARD)
  public void remove(@PathParam("uuid") String uuid) {
    describer.remove(peer(), AgentRecord.identifier(uuid));
  }

  private VerifiedPeer peer() {
    return peers.require(Kind.AGENT);
  }

  private String shown(String identifier) {
    return descriptions
        .of(identifier)
        .orElseThrow(
            () ->
                new ProblemException(
                    ProblemType.NOT_FOUND,
                    "description-absent",
                    "The agent has not described itself"))
        .view()
        .toString();
  }
}
