package org.bailiwick.master.lists;

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

/** Lists the token ledger for officers and auditors. */
@ApplicationScoped
@Path("/v1/tokens")
@Produces(MediaType.APPLICATION_JSON)
public class TokenListResource extends ListResource {
  @Inject private TokenList tokens;

  @GET
  public Response list(@Context UriInfo uri) {
    return page(tokens, uri);
  }
}
