package org.bailiwick.master.policylist;

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
import org.bailiwick.policy.CedarDecisionPoint;

/** Lists the policies in force for officers and auditors. */
@ApplicationScoped
@Path("/v1/policies")
@Produces(MediaType.APPLICATION_JSON)
public class PolicyResource extends ListResource {
  @Inject private CedarDecisionPoint policies;

  @GET
  public Response list(@Context UriInfo uri) {
    return page(new PolicyList(policies::inForce), uri);
  }
}
