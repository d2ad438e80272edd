package org.bailiwick.master.agentcard;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.CacheControl;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.EntityTag;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import org.bailiwick.node.card.SignedCard;
import org.bailiwick.node.request.Preconditions;

/** Serves the public card, which everybody may read (A2A 1.0 sections 8.2 and 8.6). */
@Path("/.well-known/agent-card.json")
@RequestScoped
@Produces({MediaType.APPLICATION_JSON, "application/a2a+json"})
public class AgentCardResource {

  @Inject AgentCards cards;
  @Context Request request;

  @GET
  public Response read() {
    SignedCard card = cards.published();
    EntityTag tag = new EntityTag(card.tag());
    CacheControl lifetime = new CacheControl();
    lifetime.setMaxAge((int) AgentCards.LIFETIME.toSeconds());
    return Preconditions.evaluate(request, tag)
        .orElseGet(() -> Response.ok(card.text()))
        .tag(tag)
        .cacheControl(lifetime)
        .build();
  }
}
