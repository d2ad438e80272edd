package org.bailiwick.aca.web.revocation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bailiwick.aca.approval.Progress;
import org.bailiwick.aca.approval.RevocationProposal;
import org.bailiwick.aca.approval.RevocationProposals;
import org.bailiwick.aca.web.body.Members;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/**
 * Lists revocation orders that wait for a second officer, and lets officers approve and reject
 * them.
 */
@ApplicationScoped
@Path("/v1/revocation-proposals")
@Produces(MediaType.APPLICATION_JSON)
public class RevocationProposalResource {

  private static final String UNKNOWN = "proposal-unknown";

  @Inject private PeerContext peers;
  @Inject private RevocationProposals proposals;

  @GET
  public String list() {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.AGENT, Kind.NODE);
    return JsonText.of(
        Map.of(
            "proposals",
            proposals.pending(peer).stream()
                .map(Progress::proposal)
                .map(RevocationProposalResource::view)
                .toList()));
  }

  @POST
  @Path("/{id}/approval")
  public String approve(@PathParam("id") String id) {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.AGENT);
    return JsonText.of(
        RevocationOrderResource.view(proposals.approve(peer, Members.uuid(id, UNKNOWN))));
  }

  @DELETE
  @Path("/{id}")
  public String reject(@PathParam("id") String id) {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.AGENT);
    proposals.reject(peer, Members.uuid(id, UNKNOWN));
    return JsonText.of(Map.of("id", id, "state", "rejected"));
  }

  static Map<String, Object> view(RevocationProposal proposal) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", proposal.id().toString());
    view.put("trigger", proposal.order().trigger());
    view.put("subject", proposal.order().subject().toString());
    view.put("comment", proposal.order().comment());
    view.put("proposed_by", proposal.proposedBy());
    view.put("proposed_at", proposal.proposedAt().toString());
    view.put("expires_at", proposal.expiresAt().toString());
    view.put("policy_sha256", proposal.policySha256());
    return view;
  }
}
