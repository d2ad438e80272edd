package org.bailiwick.aca.web.published;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import org.bailiwick.aca.publication.Publications;

/**
 * The keys by which Workload Identity Tokens are verified, as a plain JWK set (RFC 7517 section 5)
 * for libraries that do not read trust bundles.
 */
@ApplicationScoped
@Path("/v1/wit/jwks")
public class WitKeyResource {

  @Inject private Publications publications;

  @GET
  @Produces({"application/jwk-set+json", "application/json"})
  public String keys() {
    return publications.witKeys();
  }
}
