package org.bailiwick.ars.identifier.control;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.problem.BodyLimit;
import org.eclipse.microprofile.metrics.annotation.Timed;

/** Lets an agent prove identifiers of its own, and give them up. */
@ApplicationScoped
@Path("/v1/agents")
@Produces(MediaType.APPLICATION_JSON)
public class OwnIdentifierResource {
  @Inject private PeerContext peers;
  @Inject private IdentifierChanges changes;

  @POST
  @Path("/{uuid}/identifiers/challenge")
  @Consumes(MediaType.APPLICATION_JSON)
  @BodyLimit(8192)
  public String challenge(@PathParam("uuid") String uuid, String body) {
    return changes
        .challenge(
            peer(), AgentRecord.identifier(uuid), IdentifierRequest.ofAgent(body).identifier())
        .toString();
  }

  @POST
  @Path("/{uuid}/identifiers")
  @Consumes(MediaType.APPLICATION_JSON)
  @BodyLimit(32_768)
  @Timed(name = "ars_identifier_proofs", absolute = true)
  public String prove(@PathParam("uuid") String uuid, String body) {
    return changes
        .prove(peer(), AgentRecord.identifier(uuid), IdentifierRequest.ofAgent(body))
        .toString();
  }

  /** Produces every media type, because the answer has no body. */
  @DELETE
  @Path("/{uuid}/identifiers")
  @Produces(MediaType.WILDCARD)
  public void remove(@PathParam("uuid") String uuid, @QueryParam("of") String of) {
    changes.remove(peer(), AgentRecord.identifier(uuid), IdentifierResource.parsed(of));
  }

  private VerifiedPeer peer() {
    return peers.require(Kind.AGENT);
  }
}
