package org.bailiwick.master.statuslist;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import org.bailiwick.node.statuslist.StatusListPublisher;
import org.bailiwick.node.statuslist.StatusListResource;

/** Serves the status lists of access tokens. */
@ApplicationScoped
@Path(StatusListResource.PATH)
public class TokenStatusListResource extends StatusListResource {

  @Inject private StatusListPublisher lists;

  @Override
  protected StatusListPublisher lists() {
    return lists;
  }
}
