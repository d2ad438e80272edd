package org.bailiwick.ars.transfer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.bailiwick.ars.policy.RegistryQuestion;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.eclipse.microprofile.metrics.annotation.Timed;

/** Gives officers and auditors all records, page by page, with their credentials. */
@ApplicationScoped
@Path("/v1/records")
@Produces(MediaType.APPLICATION_JSON)
public class RecordPagesResource {
  @Inject private PeerContext peers;
  @Inject private Gate gate;
  @Inject private RecordPages pages;

  @GET
  @Timed(name = "ars_record_pages", absolute = true)
  public Response read(@QueryParam("page_token") String token) {
    VerifiedPeer peer = peers.require(Kind.OPERATOR);
    gate.requireAndRecord(RegistryQuestion.read(peer, RegistryQuestion.View.ANY));
    RecordPages.Page page = pages.page(peer, Optional.ofNullable(token));
    StringBuilder answer = new StringBuilder("{\"records\":[");
    answer.append(String.join(",", page.lines())).append(']');
    page.next()
        .ifPresent(next -> answer.append(",\"next_page_token\":\"").append(next).append('"'));
    page.statement()
        .ifPresent(signed -> answer.append(",\"statement\":\"").append(signed).append('"'));
    return Response.ok(answer.append('}').toString())
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }
}
