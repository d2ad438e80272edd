package org.bailiwick.ars.mirror.overview;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.bailiwick.ars.policy.RegistryQuestion;
import org.bailiwick.ars.policy.RegistryQuestion.View;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/** Shows operators and nodes how fresh what is mirrored of partners' registries is. */
@ApplicationScoped
@Path("/v1/mirrors")
@Produces(MediaType.APPLICATION_JSON)
public class MirrorResource {
  @Inject private PeerContext peers;
  @Inject private Gate gate;
  @Inject private MirrorOverview overview;

  @GET
  public String mirrors() {
    VerifiedPeer peer = peers.require(Kind.AGENT, Kind.NODE, Kind.OPERATOR, Kind.FOREIGN);
    if (peer.kind() == Kind.OPERATOR) {
      gate.requireAndRecord(RegistryQuestion.read(peer, View.ANY));
    } else {
      // Master Agents ask every two seconds, so what they are shown is not recorded.
      gate.require(RegistryQuestion.read(peer, View.SNAPSHOT));
    }
    return overview.view().toString();
  }
}
