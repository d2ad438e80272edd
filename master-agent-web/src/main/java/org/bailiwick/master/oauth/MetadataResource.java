package org.bailiwick.master.oauth;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.bailiwick.master.signing.OwnTokens;

/** Serves the metadata and the public keys, which everybody may read. */
@Path("/")
@ApplicationScoped
@Produces(MediaType.APPLICATION_JSON)
public class MetadataResource {

  @Inject Metadata metadata;
  @Inject OwnTokens tokens;

  @GET
  @Path(".well-known/oauth-authorization-server")
  public String authorizationServer() {
    return metadata.authorizationServer().toString();
  }

  /** The same document of an issuer with a path, where RFC 8414 section 3.1 has it. */
  @GET
  @Path(".well-known/oauth-authorization-server/{path: .+}")
  public String authorizationServerAt(@PathParam("path") String path) {
    metadata.requirePath(path);
    return authorizationServer();
  }

  @GET
  @Path(".well-known/oauth-protected-resource")
  public String protectedResource() {
    return metadata.protectedResource().toString();
  }

  /** The same document of a resource with a path, where RFC 9728 section 3.1 has it. */
  @GET
  @Path(".well-known/oauth-protected-resource/{path: .+}")
  public String protectedResourceAt(@PathParam("path") String path) {
    return metadata.protectedResourceAt(path).toString();
  }

  @GET
  @Path("oauth/jwks")
  public Response jwks() {
    return Response.ok(tokens.jwks().toString()).header("Cache-Control", "max-age=300").build();
  }
}
