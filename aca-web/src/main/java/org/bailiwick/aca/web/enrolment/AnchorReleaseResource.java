package org.bailiwick.aca.web.enrolment;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import org.bailiwick.aca.binding.AnchorReleases;
import org.bailiwick.aca.evidence.anchor.TrustedAnchor;
import org.bailiwick.aca.web.body.Members;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/** An officer frees an instance or workload from the agent key that it was bound to. */
@ApplicationScoped
@Path("/v1/anchor-releases")
@Produces(MediaType.APPLICATION_JSON)
public class AnchorReleaseResource {

  @Inject private PeerContext peers;
  @EJB private AnchorReleases releases;

  /** The anchor as the audit log and the ledger name it, and what the officer found out. */
  public record Release(String type, String issuer, String subject, String circumstances) {}

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public String release(Release release) {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.AGENT);
    TrustedAnchor anchor =
        TrustedAnchor.keyless(
            Members.required(release.type(), "type"),
            Members.required(release.issuer(), "issuer"),
            Members.required(release.subject(), "subject"));
    releases.release(
        peer, anchor, Members.comment(Members.required(release.circumstances(), "circumstances")));
    return JsonText.of(Map.of("anchor", anchor.toString(), "state", "released"));
  }
}
