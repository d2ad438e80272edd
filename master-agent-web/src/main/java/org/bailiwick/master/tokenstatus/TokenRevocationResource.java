package org.bailiwick.master.tokenstatus;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.bailiwick.master.oauth.TokenRequest;
import org.bailiwick.node.peer.PeerContext;
import org.eclipse.microprofile.metrics.annotation.Timed;

/** The revocation endpoint (RFC 7009 section 2). */
@Path("/oauth/revoke")
@ApplicationScoped
public class TokenRevocationResource {

  @Inject TokenStatusEndpoint endpoint;
  @Inject PeerContext peer;

  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Produces(MediaType.APPLICATION_JSON)
  @Timed(name = "master_tokens_revoke", absolute = true)
  public Response revoke(MultivaluedMap<String, String> form, @Context UriInfo uri) {
    boolean hasQuery = uri.getRequestUri().getRawQuery() != null;
    endpoint.revoke(new TokenRequest(form, hasQuery), peer.peer());
    return Response.ok().header(HttpHeaders.CACHE_CONTROL, "no-store").build();
  }
}
