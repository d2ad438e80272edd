package org.bailiwick.ars.discovery;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/** Shows one record in any state, with its history, to operators and to its owner's agents. */
@ApplicationScoped
@Path("/v1/agents")
@Produces(MediaType.APPLICATION_JSON)
public class RecordResource {
  @Inject private PeerContext peers;
  @Inject private RecordReader reader;

  @GET
  @Path("/{uuid}/record")
  public String read(@PathParam("uuid") String uuid) {
    WholeRecord record =
        reader.require(
            peers.require(Kind.AGENT, Kind.NODE, Kind.OPERATOR, Kind.FOREIGN),
            AgentRecord.identifier(uuid));
    return record.json().toString();
  }
}
