package org.bailiwick.master.decisionpoint;

import jakarta.enterprise.context.RequestScoped;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import java.util.Optional;

/** The endpoints of one application, for enforcement points that serve several. */
@Path("/applications/{application}/access/v1")
@RequestScoped
public class NamedApplicationResource extends AccessResource {
  @PathParam("application")
  String name;

  @Override
  Optional<String> application() {
    return Optional.of(name);
  }
}
