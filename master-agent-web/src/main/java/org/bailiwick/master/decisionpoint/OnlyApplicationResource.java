package org.bailiwick.master.decisionpoint;

import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.Path;
import java.util.Optional;

/** The endpoints for enforcement points that serve one application. */
@Path("/access/v1")
@RequestScoped
public class OnlyApplicationResource extends AccessResource {
  @Override
  Optional<String> application() {
    return Optional.empty();
  }
}
