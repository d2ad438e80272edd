package org.bailiwick.master.authorization;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.Cookie;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.Optional;
import org.bailiwick.master.clientauth.ShownProofs;
import org.bailiwick.master.oauth.TokenRequest;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.problem.BodyLimit;
import org.eclipse.microprofile.metrics.annotation.Timed;

/**
 * The endpoints of a person's sign-in: pushed requests (RFC 9126), authorization (RFC 6749 section
 * 3.1), and the address to which identity providers send browsers back.
 */
@Path("/")
@ApplicationScoped
public class AuthorizationResource {

  private static final int CREATED = 201;
  private static final int MOST_PUSHED = 16_384;

  @Inject PushedRequestEndpoint pushed;
  @Inject SignInEndpoint signIn;
  @Inject PeerContext peer;

  @POST
  @Path("oauth/par")
  @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
  @Produces(MediaType.APPLICATION_JSON)
  @BodyLimit(MOST_PUSHED)
  @Timed(name = "master_authorization_push", absolute = true)
  public Response push(
      MultivaluedMap<String, String> form, @Context UriInfo uri, @Context HttpHeaders headers) {
    boolean hasQuery = uri.getRequestUri().getRawQuery() != null;
    boolean hasAuthorization = headers.getHeaderString(HttpHeaders.AUTHORIZATION) != null;
    ShownProofs shown = ShownProofs.of(headers.getRequestHeaders());
    TokenRequest request = new TokenRequest(form, hasQuery, hasAuthorization, shown);
    return Response.status(CREATED).entity(pushed.push(request, peer.peer()).toString()).build();
  }

  @GET
  @Path("oauth/authorize")
  @Timed(name = "master_authorization_begin", absolute = true)
  public Response authorize(@Context UriInfo uri) {
    SignInEndpoint.Redirection redirection = signIn.depart(uri.getQueryParameters());
    return Response.seeOther(redirection.to())
        .header(HttpHeaders.SET_COOKIE, redirection.cookie().header())
        .build();
  }

  /** Ends the sign-in; its cookie goes. */
  @GET
  @Path("oauth/callback")
  @Timed(name = "master_authorization_end", absolute = true)
  public Response callback(@Context UriInfo uri, @Context HttpHeaders headers) {
    URI to =
        signIn.arrive(
            uri.getQueryParameters(),
            name -> Optional.ofNullable(headers.getCookies().get(name)).map(Cookie::getValue));
    Response.ResponseBuilder answer = Response.seeOther(to);
    headers.getCookies().keySet().stream()
        .filter(SignInCookie::isName)
        .forEach(name -> answer.header(HttpHeaders.SET_COOKIE, SignInCookie.endOf(name)));
    return answer.build();
  }
}
