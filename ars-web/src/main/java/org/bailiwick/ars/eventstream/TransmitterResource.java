package org.bailiwick.ars.eventstream;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.bailiwick.ars.card.MasterUrls;
import org.bailiwick.node.eventtransmitter.TransmitterMetadata;

/** Serves the registry's metadata as a transmitter of events, which everybody may read. */
@ApplicationScoped
@Path("/.well-known/" + TransmitterMetadata.NAME)
@Produces(MediaType.APPLICATION_JSON)
public class TransmitterResource {
  @Inject private StreamView view;
  @Inject private MasterUrls master;

  @GET
  public Response read() {
    URI keys = URI.create(master.requirePublished() + "/oauth/jwks");
    return Response.ok(view.metadata(keys).toString())
        .header("Cache-Control", "max-age=300")
        .build();
  }
}
