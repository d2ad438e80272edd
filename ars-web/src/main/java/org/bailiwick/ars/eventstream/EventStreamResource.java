package org.bailiwick.ars.eventstream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.bailiwick.node.eventtransmitter.TransmitterMetadata;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.problem.BodyLimit;
import org.eclipse.microprofile.metrics.annotation.Timed;

/** Serves the management of streams (SSF 1.0 section 8.1). */
@ApplicationScoped
@Path(TransmitterMetadata.STREAMS)
@Produces(MediaType.APPLICATION_JSON)
public class EventStreamResource {
  private static final int MOST_BYTES = 32_768;
  private static final String ID = "stream_id";

  @Inject private PeerContext peers;
  @Inject private StreamControl control;
  @Inject private StreamStatus status;

  @POST
  @Path("/stream")
  @Consumes(MediaType.APPLICATION_JSON)
  @BodyLimit(MOST_BYTES)
  @Timed(name = "ars_event_stream_change", absolute = true)
  public Response create(String body) {
    return answer(Response.Status.CREATED, control.create(peer(), body).toString());
  }

  @GET
  @Path("/stream")
  public Response read(@QueryParam(ID) String id) {
    return answer(Response.Status.OK, control.read(peer(), Optional.ofNullable(id)).toString());
  }

  @PATCH
  @Path("/stream")
  @Consumes(MediaType.APPLICATION_JSON)
  @BodyLimit(MOST_BYTES)
  public Response update(String body) {
    return answer(Response.Status.OK, control.update(peer(), body).toString());
  }

  @PUT
  @Path("/stream")
  @Consumes(MediaType.APPLICATION_JSON)
  @BodyLimit(MOST_BYTES)
  public Response replace(String body) {
    return answer(Response.Status.OK, control.replace(peer(), body).toString());
  }

  @DELETE
  @Path("/stream")
  public Response delete(@QueryParam(ID) String id) {
    control.delete(peer(), Optional.ofNullable(id).orElse(""));
    return Response.noContent().build();
  }

  @GET
  @Path("/status")
  public Response status(@QueryParam(ID) String id) {
    return answer(
        Response.Status.OK, status.read(peer(), Optional.ofNullable(id).orElse("")).toString());
  }

  @POST
  @Path("/status")
  @Consumes(MediaType.APPLICATION_JSON)
  @BodyLimit(MOST_BYTES)
  public Response changeStatus(String body) {
    return answer(Response.Status.OK, status.change(peer(), body).toString());
  }

  @POST
  @Path("/verification")
  @Consumes(MediaType.APPLICATION_JSON)
  @BodyLimit(MOST_BYTES)
  public Response verify(String body) {
    status.verify(peer(), body);
    return Response.noContent().build();
  }

  /** Who may have events is a decision of the policies. */
  private VerifiedPeer peer() {
    return peers.require(Kind.AGENT, Kind.SERVICE, Kind.NODE, Kind.OPERATOR, Kind.FOREIGN);
  }

  private static Response answer(Response.Status code, String body) {
    return Response.status(code).entity(body).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
  }
}
