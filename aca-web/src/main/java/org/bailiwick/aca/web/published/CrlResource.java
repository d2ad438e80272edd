package org.bailiwick.aca.web.published;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import org.bailiwick.aca.claims.Claims;
import org.bailiwick.aca.publication.Publications;

/** CRLs, for anybody, over plain HTTP too. */
@RequestScoped
@Path("/crl")
public class CrlResource {

  /** A cache may hide a revocation for this long at most. */
  private static final String CACHING = "public, max-age=10";

  @Inject private Publications publications;

  @GET
  @Path("/{issuer}.crl")
  @Produces("application/pkix-crl")
  public Response read(@PathParam("issuer") String issuer, @Context Request request) {
    Publications.Crl crl = publications.crl(issuer);
    EntityTag tag = new EntityTag(Claims.sha256(crl.der().bytes()));
    Response.ResponseBuilder unchanged = request.evaluatePreconditions(tag);
    return (unchanged == null ? Response.ok(crl.der().bytes()).tag(tag) : unchanged)
        .header("Cache-Control", CACHING)
        .build();
  }
}
