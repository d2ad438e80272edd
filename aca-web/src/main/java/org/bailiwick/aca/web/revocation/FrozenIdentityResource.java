package org.bailiwick.aca.web.revocation;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.bailiwick.aca.lineage.Freeze;
import org.bailiwick.aca.lineage.FrozenIdentities;
import org.bailiwick.aca.web.body.Members;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/** Lists the names that two parties seem to use, and lets officers release them. */
@ApplicationScoped
@Path("/v1/frozen-identities")
@Produces(MediaType.APPLICATION_JSON)
public class FrozenIdentityResource {

  @Inject private PeerContext peers;
  @EJB private FrozenIdentities identities;

  /** The findings of the officer. */
  public record Release(String circumstances) {}

  @GET
  public String list() {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.AGENT, Kind.NODE);
    return JsonText.of(
        Map.of(
            "identities",
            identities.list(peer).stream().map(FrozenIdentityResource::view).toList()));
  }

  @POST
  @Path("/{id}/release")
  @Consumes(MediaType.APPLICATION_JSON)
  public String release(@PathParam("id") String id, Release release) {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.AGENT);
    UUID freeze = Members.uuid(id, "freeze-unknown");
    identities.release(
        peer, freeze, Members.comment(Members.required(release.circumstances(), "circumstances")));
    return JsonText.of(Map.of("id", freeze.toString(), "state", "released"));
  }

  private static Map<String, Object> view(Freeze freeze) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", freeze.id().toString());
    view.put("agent", freeze.agent());
    view.put("device_issuer", freeze.device().issuer());
    view.put("device_serial", freeze.device().serialNumber());
    view.put("named", freeze.named().hex());
    view.put("newest", freeze.newest().hex());
    view.put("frozen_at", freeze.at().toString());
    return view;
  }
}
