package org.bailiwick.aca.web.published;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Response;
import org.bailiwick.aca.publication.Publications;

/** Serves the certificates of issuers to any client, also over plain HTTP. */
@ApplicationScoped
@Path("/issuers")
public class IssuerResource {

  @Inject private Publications publications;

  @GET
  @Path("/{issuer}.cer")
  @Produces("application/pkix-cert")
  public Response read(@PathParam("issuer") String issuer) {
    return Response.ok(publications.certificate(issuer))
        .header("Cache-Control", "public, max-age=3600")
        .build();
  }
}
