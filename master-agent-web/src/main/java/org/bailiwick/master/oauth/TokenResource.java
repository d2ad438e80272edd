package org.bailiwick.master.oauth;

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
import org.bailiwick.master.clientauth.ShownProofs;
import org.bailiwick.node.peer.PeerContext;
import org.eclipse.microprofile.metrics.annotation.Timed;

/** The token endpoint (RFC 6749 section 3.2). */
@Path(TokenResource.PATH)
@ApplicationScoped
public class TokenResource {

  public static final String PATH = "/oauth/token";

  @Inject TokenEndpoint endpoint;
  @Inject PeerContext peer;

  @POST
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Produces(MediaType.APPLICATION_JSON)
  @Timed(name = "master_tokens_issue", absolute = true)
  public Response issue(
      MultivaluedMap<String, String> form, @Context UriInfo uri, @Context HttpHeaders headers) {
    boolean hasQuery = uri.getRequestUri().getRawQuery() != null;
    boolean hasAuthorization = headers.getHeaderString(HttpHeaders.AUTHORIZATION) != null;
    ShownProofs shown = ShownProofs.of(headers.getRequestHeaders());
    IssuedToken token =
        endpoint.issue(new TokenRequest(form, hasQuery, hasAuthorization, shown), peer.peer());
    return Response.ok(token.body().toString())
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }
}
