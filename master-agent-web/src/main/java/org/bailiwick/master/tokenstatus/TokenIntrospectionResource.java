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

/** The introspection endpoint (RFC 7662 section 2). */
@Path("/oauth/introspect")
@ApplicationScoped
public class TokenIntrospectionResource {

  @Inject TokenStatusEndpoint endpoint;
  @Inject PeerContext peer;

  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Produces(MediaType.APPLICATION_JSON)
  @Timed(name = "master_tokens_introspect", absolute = true)
  public Response introspect(MultivaluedMap<String, String> form, @Context UriInfo uri) {
    boolean hasQuery = uri.getRequestUri().getRawQuery() != null;
    return Response.ok(
            endpoint.introspect(new TokenRequest(form, hasQuery), peer.peer()).toString())
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }
}
