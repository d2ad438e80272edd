package org.bailiwick.ars.card;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import org.bailiwick.ars.discovery.AgentDirectory;
import org.bailiwick.ars.policy.RegistryQuestion;
import org.bailiwick.node.card.SignedCard;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.request.Preconditions;
import org.eclipse.microprofile.metrics.annotation.Timed;

/** Serves the card of a listed agent to those who may read its record (A2A 1.0 section 8.6). */
@ApplicationScoped
@Path("/v1/agents/{uuid}/card")
@Produces({"application/a2a+json", MediaType.APPLICATION_JSON})
public class CardResource {
  private static final String URN = "urn:uuid:";

  @Inject private PeerContext peers;
  @Inject private Gate gate;
  @Inject private AgentDirectory directory;
  @Inject private CardIssuer issuer;

  @GET
  @Timed(name = "ars_agent_card", absolute = true)
  public Response read(@PathParam("uuid") String uuid, @Context Request request) {
    VerifiedPeer peer = peers.require(Kind.AGENT, Kind.NODE, Kind.OPERATOR, Kind.FOREIGN);
    gate.requireAndRecord(RegistryQuestion.read(peer, RegistryQuestion.View.RECORD));
    SignedCard card = issuer.issue(directory.require(URN + uuid), peer.id().toString());
    EntityTag tag = new EntityTag(card.tag());
    return Preconditions.evaluate(request, tag)
        .orElseGet(() -> Response.ok(card.text()))
        .tag(tag)
        .cacheControl(lifetime())
        .build();
  }

  /** Only the reader itself may keep a card, because not everybody may read it. */
  private static CacheControl lifetime() {
    CacheControl lifetime = new CacheControl();
    lifetime.setPrivate(true);
    lifetime.setMaxAge((int) CardIssuer.LIFETIME.toSeconds());
    return lifetime;
  }
}
