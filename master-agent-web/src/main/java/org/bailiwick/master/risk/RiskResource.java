package org.bailiwick.master.risk;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.lists.ListResource;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/** The risks of subjects: reports of officers, and the list, also for auditors. */
@ApplicationScoped
@Path("/v1/risks")
@Produces(MediaType.APPLICATION_JSON)
public class RiskResource extends ListResource {

  @Inject private RiskControl control;
  @Inject private RiskList risks;
  @Inject private PeerContext peers;

  @GET
  public Response list(@Context UriInfo uri) {
    return page(risks, uri);
  }

  /** Reports the risk of a subject; the level none takes all reports about it back. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response report(String body) {
    String answer =
        JsonText.of(
            control.report(
                peers.require(Kind.OPERATOR, Kind.NODE, Kind.AGENT), RiskReport.parse(body)));
    return Response.ok(answer).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
  }
}
