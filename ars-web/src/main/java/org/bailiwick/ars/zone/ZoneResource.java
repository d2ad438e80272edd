package org.bailiwick.ars.zone;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.bailiwick.ars.ArsSettings;
import org.bailiwick.ars.policy.RegistryQuestion;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.eclipse.microprofile.metrics.annotation.Timed;

/** Serves the zone, page by page, to those who may read the whole registry (RFC 4027). */
@ApplicationScoped
@Path("/v1/zone")
@Produces("text/dns")
public class ZoneResource {
  @Inject private PeerContext peers;
  @Inject private Gate gate;
  @Inject private ZonePages pages;
  @Inject private ArsSettings settings;

  @GET
  @Timed(name = "ars_zone", absolute = true)
  public Response read(@QueryParam("page_token") String pageToken) {
    VerifiedPeer peer = peers.require(Kind.AGENT, Kind.NODE, Kind.OPERATOR, Kind.FOREIGN);
    gate.requireAndRecord(RegistryQuestion.read(peer, RegistryQuestion.View.SNAPSHOT));
    ZonePages.Page page = pages.read(peer, Optional.ofNullable(pageToken));
    Response.ResponseBuilder answer = Response.ok(page.text());
    page.next().ifPresent(token -> answer.header("Link", "<" + url(token) + ">; rel=\"next\""));
    return answer.build();
  }

  private String url(String token) {
    return settings.component().baseUrl() + "/v1/zone?page_token=" + token;
  }
}
