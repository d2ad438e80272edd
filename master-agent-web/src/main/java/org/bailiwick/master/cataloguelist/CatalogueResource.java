package org.bailiwick.master.cataloguelist;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.bailiwick.node.lists.ListResource;

/** Lists the catalogue for officers and auditors. */
@ApplicationScoped
@Path("/v1/catalogue")
@Produces(MediaType.APPLICATION_JSON)
public class CatalogueResource extends ListResource {
  @Inject private CatalogueList catalogue;

  @GET
  public Response list(@Context UriInfo uri) {
    return page(catalogue, uri);
  }
}
