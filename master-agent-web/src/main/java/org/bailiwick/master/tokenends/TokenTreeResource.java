package org.bailiwick.master.tokenends;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/** One token with its tree, for officers and auditors, and its end, for officers. */
@ApplicationScoped
@Path("/v1/tokens/{jti}")
@Produces(MediaType.APPLICATION_JSON)
public class TokenTreeResource {

  @Inject PeerContext peers;
  @Inject TokenControl tokens;

  /** An officer's reason for ending a token. */
  public record End(String reason) {}

  @GET
  public Response read(@PathParam("jti") String jti) {
    return answer(tokens.read(peer(), jti));
  }

  @POST
  @Path("end")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response end(@PathParam("jti") String jti, End order) {
    VerifiedPeer officer = peer();
    String reason = TokenControl.reason(order == null ? null : order.reason());
    return answer(tokens.end(officer, jti, reason));
  }

  private VerifiedPeer peer() {
    return peers.require(Kind.OPERATOR, Kind.NODE, Kind.AGENT, Kind.FOREIGN);
  }

  private static Response answer(String json) {
    return Response.ok(json).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
  }
}
