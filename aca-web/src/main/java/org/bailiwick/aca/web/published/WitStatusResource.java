package org.bailiwick.aca.web.published;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import org.bailiwick.aca.ForAca;
import org.bailiwick.node.statuslist.StatusListPublisher;
import org.bailiwick.node.statuslist.StatusListResource;

/** Serves the status lists of Workload Identity Tokens, also over plain HTTP. */
@ApplicationScoped
@Path(StatusListResource.PATH)
public class WitStatusResource extends StatusListResource {

  @Inject @ForAca private StatusListPublisher lists;

  @Override
  protected StatusListPublisher lists() {
    return lists;
  }
}
