package org.bailiwick.aca.web.records;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.bailiwick.aca.audit.AuditGaps;
import org.bailiwick.aca.audit.AuditReader;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.records.AuditEnd;
import org.bailiwick.node.records.AuditPages;

/** The audit log and its signed heads, for auditors; its gaps, for officers. */
@ApplicationScoped
@Path("/v1/audit")
@Produces(MediaType.APPLICATION_JSON)
public class AuthorityAuditResource {

  private static final int CREATED = 201;

  @Inject private PeerContext peers;
  @EJB private AuditReader reader;
  @EJB private AuditGaps gaps;

  /** Rows from a place on, or one request's among them. */
  @GET
  public String read(
      @QueryParam("from") @DefaultValue("1") long from, @QueryParam("request") String request) {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.NODE, Kind.AGENT);
    return reader.read(peer, AuditPages.Wanted.of(from, request)).json();
  }

  @GET
  @Path("/heads")
  public String heads(@QueryParam("from") @DefaultValue("0") long from) {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.NODE, Kind.AGENT);
    return JsonText.of(Map.of("heads", reader.heads(peer, from)));
  }

  /** Why the officer accepts that rows are lost. */
  public record Gap(String reason) {}

  @POST
  @Path("/gaps")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response accept(Gap gap) {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.AGENT);
    String reason = AuditEnd.reason(gap == null ? null : gap.reason());
    return Response.status(CREATED).entity(AuditEnd.json(gaps.accept(peer, reason))).build();
  }
}
