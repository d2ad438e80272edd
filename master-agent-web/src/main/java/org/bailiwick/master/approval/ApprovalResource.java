package org.bailiwick.master.approval;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.bailiwick.node.lists.ListResource;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/**
 * Steps that wait for people: the list, one with its parameters, and the decision of an officer.
 */
@ApplicationScoped
@Path("/v1/approvals")
@Produces(MediaType.APPLICATION_JSON)
public class ApprovalResource extends ListResource {
  @Inject private ApprovalControl control;
  @Inject private ApprovalList approvals;
  @Inject private PeerContext peers;

  @GET
  public Response list(@Context UriInfo uri) {
    return page(approvals, uri);
  }

  @GET
  @Path("{id}")
  public Response read(@PathParam("id") String id) {
    return answer(control.read(peers.require(Kind.OPERATOR), id));
  }

  @POST
  @Path("{id}/decision")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response decide(@PathParam("id") String id, String body) {
    return answer(control.decide(peers.require(Kind.OPERATOR), id, body));
  }

  private static Response answer(String json) {
    return Response.ok(json).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
  }
}
