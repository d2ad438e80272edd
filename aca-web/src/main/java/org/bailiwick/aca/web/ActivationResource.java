package org.bailiwick.aca.web;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.bailiwick.aca.activation.HsmActivation;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.problem.BodyLimit;

/** Takes the HSM's PIN from an officer. The body is the PIN itself, so that no String holds it. */
@ApplicationScoped
@Path("/v1/hsm/activation")
@Produces(MediaType.APPLICATION_JSON)
public class ActivationResource {

  @Inject private PeerContext peers;
  @EJB private HsmActivation hsm;

  @POST
  @Consumes(MediaType.TEXT_PLAIN)
  @BodyLimit(HsmActivation.LONGEST)
  public String activate(byte[] pin) {
    hsm.activate(peers.require(Kind.OPERATOR, Kind.AGENT), pin);
    return JsonText.of(Map.of("state", "active"));
  }
}
