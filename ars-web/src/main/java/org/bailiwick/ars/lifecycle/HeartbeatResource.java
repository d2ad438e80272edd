package org.bailiwick.ars.lifecycle;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.problem.BodyLimit;

/** Takes the heartbeats of agents. */
@ApplicationScoped
@Path("/v1/agents")
public class HeartbeatResource {
  @Inject private PeerContext peers;
  @Inject private Pulse pulse;

  /** Produces every media type, because the answer has no body. */
  @POST
  @Path("/{uuid}/heartbeat")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.WILDCARD)
  @BodyLimit(4096)
  public void beat(@PathParam("uuid") String uuid, String body) {
    pulse.beat(peers.require(Kind.AGENT), AgentRecord.identifier(uuid), body);
  }
}
