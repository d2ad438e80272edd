package org.bailiwick.master.audit;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.records.AuditPages;

/** The Master Agent's audit log, for auditors. */
@RequestScoped
@Path("/v1/audit")
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {

  @Inject private PeerContext peers;
  @Inject private AuditPages pages;

  /** Rows from a place on, or one request's among them. */
  @GET
  public String read(
      @QueryParam("from") @DefaultValue("1") long from, @QueryParam("request") String request) {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.NODE, Kind.AGENT);
    return pages.read(peer, AuditPages.Wanted.of(from, request)).json();
  }
}
