package org.bailiwick.ars.eventstream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.bailiwick.ars.policy.RegistryQuestion;
import org.bailiwick.ars.policy.RegistryQuestion.Subscription;
import org.bailiwick.node.audit.AuditEntry;
import org.bailiwick.node.audit.AuditEntry.Outcome;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.lists.ListResource;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/** Lists the streams of all receivers for officers and auditors, and ends one for officers. */
@ApplicationScoped
@Path("/v1/streams")
@Produces(MediaType.APPLICATION_JSON)
public class StreamListResource extends ListResource {
  @Inject private StreamList list;
  @Inject private EventStreams streams;
  @Inject private PeerContext peers;
  @Inject private Gate gate;

  @GET
  public Response list(@Context UriInfo uri) {
    return page(list, uri);
  }

  @DELETE
  @Path("/{id}")
  public String end(@PathParam("id") String id) {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.NODE, Kind.AGENT, Kind.FOREIGN);
    AuditEntry permit = gate.require(RegistryQuestion.subscribe(peer, Subscription.END, false));
    EventStream stream = streams.find(id).orElseThrow(EventStreams::unknown);
    streams.remove(
        stream,
        permit,
        AuditEntry.of("event-stream.removed", Outcome.DONE, "", peer.id().toString())
            .about(stream.id())
            .with("receiver", stream.owner()));
    return StreamView.status(stream).toString();
  }
}
