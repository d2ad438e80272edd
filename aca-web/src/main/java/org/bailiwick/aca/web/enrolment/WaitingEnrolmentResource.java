package org.bailiwick.aca.web.enrolment;

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
import org.bailiwick.aca.approval.WaitingEnrolment;
import org.bailiwick.aca.approval.WaitingEnrolments;
import org.bailiwick.aca.web.body.Members;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/** Enrolments that officers have to approve. */
@ApplicationScoped
@Path("/v1/waiting-enrolments")
@Produces(MediaType.APPLICATION_JSON)
public class WaitingEnrolmentResource {

  static final String UNKNOWN = "enrolment-unknown";

  @Inject private PeerContext peers;
  @Inject private WaitingEnrolments waiting;

  @GET
  public String list() {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.AGENT, Kind.NODE);
    return JsonText.of(
        Map.of(
            "enrolments",
            waiting.pending(peer).stream().map(WaitingEnrolmentResource::view).toList()));
  }

  @POST
  @Path("/{id}/approval")
  public String approve(@PathParam("id") String id) {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.AGENT);
    return JsonText.of(view(waiting.approve(peer, Members.uuid(id, UNKNOWN))));
  }

  @DELETE
  @Path("/{id}")
  public String reject(@PathParam("id") String id) {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.AGENT);
    waiting.reject(peer, Members.uuid(id, UNKNOWN));
    return JsonText.of(Map.of("id", id, "state", "rejected"));
  }

  /** The members that the applicant sees too; no names of officers are among them. */
  static Map<String, Object> state(Progress<WaitingEnrolment> progress) {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("id", progress.proposal().id().toString());
    state.put("state", progress.state().text());
    state.put("approvals", progress.approvedBy().size());
    state.put("approvers", progress.proposal().approvers());
    state.put("expires_at", progress.proposal().expiresAt().toString());
    progress.issued().ifPresent(ref -> state.put("serial", ref.serial().hex()));
    return state;
  }

  private static Map<String, Object> view(Progress<WaitingEnrolment> progress) {
    WaitingEnrolment enrolment = progress.proposal();
    Map<String, Object> view = state(progress);
    view.put("agent", enrolment.requested().agent());
    view.put("profile", enrolment.requested().profile());
    view.put("owner", enrolment.requested().owner());
    view.put("requester", enrolment.requested().requester());
    view.put("request_sha256", enrolment.digest());
    view.put("asked_at", enrolment.proposedAt().toString());
    view.put("approved_by", progress.approvedBy());
    return view;
  }
}
