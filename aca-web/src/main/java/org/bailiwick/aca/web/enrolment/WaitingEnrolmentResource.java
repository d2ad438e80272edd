package org.bailiwick.aca.web.enrolment;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.RequestScoped;
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
import org.bailiwick.aca.waiting.EnrolmentProgress;
import org.bailiwick.aca.waiting.WaitingEnrolment;
import org.bailiwick.aca.waiting.WaitingEnrolments;
import org.bailiwick.aca.web.body.Members;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/** Enrolments that officers have to approve. */
@RequestScoped
@Path("/v1/waiting-enrolments")
@Produces(MediaType.APPLICATION_JSON)
public class WaitingEnrolmentResource {

  static final String UNKNOWN = "enrolment-unknown";

  @Inject private PeerContext peers;
  @EJB private WaitingEnrolments waiting;

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

  /** The part that the applicant sees, without names of officers. */
  static Map<String, Object> state(EnrolmentProgress progress) {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("id", progress.enrolment().id().toString());
    state.put("state", progress.state().token());
    state.put("approvals", progress.approvedBy().size());
    state.put("approvers", progress.enrolment().approvers());
    state.put("expires_at", progress.enrolment().expiresAt().toString());
    progress.issued().ifPresent(ref -> state.put("serial", ref.serial().hex()));
    return state;
  }

  private static Map<String, Object> view(EnrolmentProgress progress) {
    WaitingEnrolment enrolment = progress.enrolment();
    Map<String, Object> view = state(progress);
    view.put("agent", enrolment.requested().agent());
    view.put("profile", enrolment.requested().profile());
    view.put("owner", enrolment.requested().owner());
    view.put("requester", enrolment.requested().requester());
    view.put("request_sha256", enrolment.requestDigest());
    view.put("asked_at", enrolment.askedAt().toString());
    view.put("approved_by", progress.approvedBy());
    return view;
  }
}
