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
import org.bailiwick.aca.audit.AuditReader;
import org.bailiwick.aca.audit.RecordsArchiver;
import org.bailiwick.aca.web.body.Members;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/** Lets auditors read the statements on archived rows, and officers request new ones. */
@ApplicationScoped
@Path("/v1/audit/archives")
@Produces(MediaType.APPLICATION_JSON)
public class ArchiveResource {

  @Inject private PeerContext peers;
  @EJB private AuditReader reader;
  @EJB private RecordsArchiver archiver;

  @GET
  public String read(@QueryParam("from") @DefaultValue("1") long from) {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.NODE, Kind.AGENT);
    return JsonText.of(Map.of("archives", reader.archives(peer, from)));
  }

  /** The manifest to be signed, as text. */
  public record Order(String manifest) {}

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response sign(Order order) {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.AGENT);
    String signed = archiver.sign(peer, Members.required(order.manifest(), "manifest"));
    return Response.status(Response.Status.CREATED)
        .entity(JsonText.of(Map.of("statement", signed)))
        .build();
  }
}
