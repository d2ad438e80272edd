package org.bailiwick.node.records;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Map;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/**
 * A component's audit log and its signed heads, for auditors; its gaps, for officers. A subclass of
 * the component has path, media type and scope.
 */
public abstract class AuditResource {
  private static final int CREATED = 201;

  @Inject private PeerContext peers;
  @Inject private AuditPages pages;
  @Inject private AuditEnd end;

  /** Rows from a sequence number on, or only those of one request. */
  @GET
  public String read(
      @QueryParam("from") @DefaultValue("1") long from, @QueryParam("request") String request) {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.NODE, Kind.AGENT);
    return pages.read(peer, AuditPages.Wanted.of(from, request)).json();
  }

  /** Signed heads from this one on, counted from 0. */
  @GET
  @Path("/heads")
  public String heads(@QueryParam("from") @DefaultValue("0") long from) {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.NODE, Kind.AGENT);
    return JsonText.of(Map.of("heads", end.read(peer, from)));
  }

  /** An officer's reason for accepting that rows are lost. */
  public record Gap(String reason) {}

  /** Accepts that rows are lost. */
  @POST
  @Path("/gaps")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response accept(Gap gap) {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.AGENT);
    String reason = AuditEnd.reason(gap == null ? null : gap.reason());
    return Response.status(CREATED).entity(AuditEnd.json(end.accept(peer, reason))).build();
  }
}
