package org.bailiwick.master.accountadmin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
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
import java.util.Map;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.lists.ListResource;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/** The accounts of callers, for officers, and their list, also for auditors. */
@ApplicationScoped
@Path("/v1/callers")
@Produces(MediaType.APPLICATION_JSON)
public class CallerResource extends ListResource {
  private static final int OK = 200;
  private static final int CREATED = 201;

  @Inject private CallerControl control;
  @Inject private CallerList callers;
  @Inject private PeerContext peers;

  /** Adds an account and answers with its secret, which is shown at no other time. */
  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response add(String body) {
    VerifiedPeer officer = officer();
    return answer(CREATED, control.add(officer, CallerRequest.Add.parse(body)));
  }

  @GET
  public Response list(@Context UriInfo uri) {
    return page(callers, uri);
  }

  /** Gives an account another secret. */
  @POST
  @Path("{name}/secrets")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response rotate(@PathParam("name") String name, String body) {
    VerifiedPeer officer = officer();
    return answer(CREATED, control.rotate(officer, name, CallerRequest.Rotate.parse(body)));
  }

  @DELETE
  @Path("{name}")
  public Response withdraw(@PathParam("name") String name) {
    return answer(OK, control.withdraw(officer(), name));
  }

  /**
   * Policy decides which operators may. Other peers are refused here, since the answer for an
   * unknown name would tell them which accounts there are.
   */
  private VerifiedPeer officer() {
    return peers.require(Kind.OPERATOR);
  }

  private static Response answer(int status, Map<String, Object> members) {
    return Response.status(status)
        .entity(JsonText.of(members))
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }
}
