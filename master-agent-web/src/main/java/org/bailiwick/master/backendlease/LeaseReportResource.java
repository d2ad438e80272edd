package org.bailiwick.master.backendlease;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/** Takes an agent's reports of the credentials that it has made with a token at a back end. */
@ApplicationScoped
@Path("/v1/tokens/{jti}/leases")
@Produces(MediaType.APPLICATION_JSON)
public class LeaseReportResource {

  @Inject PeerContext peers;
  @Inject LeaseControl leases;

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response report(@PathParam("jti") String jti, String body) {
    return Response.ok(leases.report(peers.require(Kind.AGENT), jti, body))
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }
}
