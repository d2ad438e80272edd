package org.bailiwick.master.enforcementreport;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.Optional;
import org.bailiwick.master.enforcementfeed.SseTarget;
import org.bailiwick.node.lists.ListResource;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/**
 * What enforcement points follow and report, and the list of them for officers and auditors. The
 * feed is a stream of server-sent events (HTML Living Standard section 9.2); {@code Last-Event-ID}
 * resumes it.
 */
@ApplicationScoped
@Path("/v1/enforcement-points")
@Produces(MediaType.APPLICATION_JSON)
public class EnforcementResource extends ListResource {

  @Inject PeerContext peers;
  @Inject EnforcementControl control;
  @Inject EnforcementPointList list;

  @GET
  public Response list(@Context UriInfo uri) {
    return page(list, uri);
  }

  @GET
  @Path("feed")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public void follow(
      @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER) String position,
      @Context SseEventSink sink,
      @Context Sse sse) {
    VerifiedPeer peer = peers.require(Kind.SERVICE);
    control.follow(peer, peers.again(), Optional.ofNullable(position), new SseTarget(sink, sse));
  }

  @POST
  @Path("acknowledgements")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response acknowledge(String body) {
    control.acknowledge(peers.require(Kind.SERVICE), Acknowledgement.parse(body));
    return done();
  }

  @POST
  @Path("reports")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response report(String body) {
    control.report(peers.require(Kind.SERVICE), EnforcementReport.parse(body));
    return done();
  }

  private static Response done() {
    return Response.noContent().header(HttpHeaders.CACHE_CONTROL, "no-store").build();
  }
}
