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
import org.bailiwick.aca.binding.BindingReleases;
import org.bailiwick.aca.evidence.attestor.AttestedSubject;
import org.bailiwick.aca.web.body.Members;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/** Lets an officer release an instance or workload from the agent key to which it is bound. */
@ApplicationScoped
@Path("/v1/binding-releases")
@Produces(MediaType.APPLICATION_JSON)
public class BindingReleaseResource {

  @Inject private PeerContext peers;
  @EJB private BindingReleases releases;

  /** The attested subject, as audit log and ledger name it, and the officer's findings. */
  public record Release(String type, String issuer, String subject, String circumstances) {}

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public String release(Release release) {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.AGENT);
    AttestedSubject subject =
        AttestedSubject.keyless(
            Members.required(release.type(), "type"),
            Members.required(release.issuer(), "issuer"),
            Members.required(release.subject(), "subject"));
    releases.release(
        peer, subject, Members.comment(Members.required(release.circumstances(), "circumstances")));
    return JsonText.of(Map.of("attested_subject", subject.toString(), "state", "released"));
  }
}
