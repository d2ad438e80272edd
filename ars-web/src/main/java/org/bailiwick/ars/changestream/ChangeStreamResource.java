package org.bailiwick.ars.changestream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.Optional;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/**
 * Serves the changes of the registry as server-sent events (HTML Living Standard section 9.2);
 * {@code Last-Event-ID} resumes them.
 */
@ApplicationScoped
@Path("/v1/changes/stream")
public class ChangeStreamResource {
  @Inject private PeerContext peers;
  @Inject private ChangeStreams streams;

  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public void follow(
      @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER) String position,
      @Context SseEventSink sink,
      @Context Sse sse) {
    VerifiedPeer peer =
        peers.require(Kind.AGENT, Kind.SERVICE, Kind.NODE, Kind.OPERATOR, Kind.FOREIGN);
    streams.open(peer, peers.again(), Optional.ofNullable(position), new ChangeReader(sink, sse));
  }
}
