package org.bailiwick.ars.lists;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.bailiwick.ars.records.AgentList;
import org.bailiwick.node.lists.ListResource;

/** Lists the agents of the registry, in any state, for officers and auditors. */
@ApplicationScoped
@Path("/v1/agents")
@Produces(MediaType.APPLICATION_JSON)
public class AgentListResource extends ListResource {
  @Inject private AgentList agents;

  @GET
  public Response list(@Context UriInfo uri) {
    return page(agents, uri);
  }
}
