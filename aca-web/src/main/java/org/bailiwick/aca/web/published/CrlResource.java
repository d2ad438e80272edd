package org.bailiwick.aca.web.published;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.util.Date;
import org.bailiwick.aca.AcaSettings;
import org.bailiwick.aca.crl.CrlPublisher;
import org.bailiwick.aca.crl.PublishedCrl;
import org.bailiwick.aca.publication.Publications;
import org.bailiwick.node.request.Preconditions;

/** Serves CRLs to any client, also over plain HTTP. */
@ApplicationScoped
@Path("/crl")
public class CrlResource {

  @Inject private Publications publications;
  @Inject private AcaSettings settings;

  @GET
  @Path("/{issuer}.crl")
  @Produces("application/pkix-crl")
  public Response read(@PathParam("issuer") String issuer, @Context Request request) {
    return answer(publications.crl(issuer), request);
  }

  @GET
  @Path("/{issuer}/{shard: [0-9]{1,9}}.crl")
  @Produces("application/pkix-crl")
  public Response readShard(
      @PathParam("issuer") String issuer, @PathParam("shard") int shard, @Context Request request) {
    return answer(publications.crl(issuer, shard), request);
  }

  @GET
  @Path("/{issuer}/delta.crl")
  @Produces("application/pkix-crl")
  public Response readDelta(@PathParam("issuer") String issuer, @Context Request request) {
    return answer(publications.deltaCrl(issuer, CrlPublisher.COMPLETE), request);
  }

  @GET
  @Path("/{issuer}/{shard: [0-9]{1,9}}/delta.crl")
  @Produces("application/pkix-crl")
  public Response readShardDelta(
      @PathParam("issuer") String issuer, @PathParam("shard") int shard, @Context Request request) {
    return answer(publications.deltaCrl(issuer, shard), request);
  }

  private Response answer(PublishedCrl crl, Request request) {
    Date modified = Date.from(crl.thisUpdate());
    EntityTag tag = new EntityTag(Long.toString(crl.number())); // unique among the CRLs at one URL
    return Preconditions.evaluate(request, modified, tag)
        .orElseGet(() -> whole(crl))
        .tag(tag)
        .lastModified(modified)
        .expires(Date.from(crl.nextUpdate()))
        .header("Cache-Control", "public, max-age=" + settings.status().httpCaching().toSeconds())
        .build();
  }

  private static Response.ResponseBuilder whole(PublishedCrl crl) {
    StreamingOutput octets = crl::writeTo;
    return Response.ok(octets).header("Content-Length", crl.size());
  }
}
