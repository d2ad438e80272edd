package org.bailiwick.aca.web.revocation;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.bailiwick.aca.compromise.CompromisedKey;
import org.bailiwick.aca.compromise.KeyDigest;
import org.bailiwick.aca.revocation.KeyReports;
import org.bailiwick.aca.web.body.Members;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/** Lets officers report compromised keys, and operators and nodes look reports up. */
@ApplicationScoped
@Path("/v1/compromised-keys")
@Produces(MediaType.APPLICATION_JSON)
public class CompromisedKeyResource {

  @Inject private PeerContext peers;
  @EJB private KeyReports reports;

  /** The key, and how its compromise became known. */
  public record Request(@JsonbProperty("spki_sha256") String spkiSha256, String circumstances) {

    KeyDigest key() {
      return KeyDigest.parse(Members.required(spkiSha256, "spki_sha256"));
    }
  }

  /** The recorded report. */
  public record View(
      @JsonbProperty("spki_sha256") String spkiSha256,
      @JsonbProperty("reported_at") String reportedAt,
      @JsonbProperty("reported_by") String reportedBy,
      String circumstances) {

    static View of(CompromisedKey report) {
      return new View(
          report.key().hex(),
          report.reportedAt().toString(),
          report.reportedBy(),
          report.circumstances());
    }
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response report(Request request) {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.AGENT);
    CompromisedKey report =
        reports.report(peer, request.key(), Members.comment(request.circumstances()));
    return Response.status(Response.Status.CREATED).entity(View.of(report)).build();
  }

  @GET
  @Path("/{spki_sha256}")
  public View read(@PathParam("spki_sha256") String spkiSha256) {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.AGENT, Kind.NODE);
    return View.of(reports.find(peer, KeyDigest.parse(spkiSha256)));
  }
}
