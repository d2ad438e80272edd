package org.bailiwick.aca.web;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bailiwick.aca.audit.AuditReader;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/** The audit log, for auditors. */
@RequestScoped
@Path("/v1/audit")
@Produces(MediaType.APPLICATION_JSON)
public class AuditResource {

  @Inject private PeerContext peers;
  @EJB private AuditReader reader;

  @GET
  public String read(@QueryParam("from") @DefaultValue("1") long from) {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.NODE, Kind.AGENT);
    AuditReader.Page page = reader.read(peer, from);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("chain", page.chain());
    answer.put("entries", page.entries());
    return JsonText.of(answer);
  }
}
