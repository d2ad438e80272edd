package org.bailiwick.aca.web.revocation;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bailiwick.aca.approval.RevocationProposals;
import org.bailiwick.aca.cascade.ReachedCredential;
import org.bailiwick.aca.cascade.Subject;
import org.bailiwick.aca.revocation.TriggerOrder;
import org.bailiwick.aca.revocation.TriggerRevoker;
import org.bailiwick.aca.web.body.Members;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/** Lets an officer revoke all credentials that a trigger's policy selects, or preview them. */
@ApplicationScoped
@Path("/v1/revocation-orders")
@Produces(MediaType.APPLICATION_JSON)
public class RevocationOrderResource {

  @Inject private PeerContext peers;
  @Inject private TriggerRevoker revoker;
  @Inject private RevocationProposals proposals;

  /** A trigger and its subject; a dry run revokes nothing. */
  public record Request(
      String trigger, String subject, String comment, @JsonbProperty("dry_run") Boolean dryRun) {

    public TriggerOrder order() {
      return RevocationOrderResource.order(trigger, subject, comment);
    }

    boolean isDryRun() {
      return Boolean.TRUE.equals(dryRun);
    }
  }

  static TriggerOrder order(String trigger, String subject, String comment) {
    return new TriggerOrder(
        Members.required(trigger, "trigger"),
        Subject.parse(Members.required(subject, "subject")),
        Members.comment(comment));
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response order(Request request) {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.AGENT);
    TriggerOrder order = request.order();
    if (request.isDryRun()) {
      return answer(Response.Status.OK, view(revoker.preview(peer, order)));
    }
    return proposals.areNeededFor(order)
        ? answer(Response.Status.ACCEPTED, proposed(proposals.propose(peer, order)))
        : answer(Response.Status.CREATED, view(revoker.revoke(peer, order)));
  }

  private static Response answer(Response.Status status, Map<String, Object> view) {
    return Response.status(status).entity(JsonText.of(view)).build();
  }

  private static Map<String, Object> proposed(RevocationProposals.Receipt receipt) {
    Map<String, Object> view = view(receipt.outlook());
    view.put("proposal", receipt.proposal().id().toString());
    return view;
  }

  static Map<String, Object> view(TriggerRevoker.Outlook outlook) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("trigger", outlook.order().trigger());
    view.put("subject", outlook.order().subject().toString());
    view.put("reason", outlook.policy().reason().token());
    view.put("policy_sha256", outlook.policy().digest());
    view.put("at", outlook.at().toString());
    view.put("credentials", outlook.reached().stream().map(RevocationOrderResource::view).toList());
    view.put("crl_numbers", outlook.crlNumbers());
    return view;
  }

  private static Map<String, Object> view(ReachedCredential reached) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("issuer", reached.ref().issuerId());
    view.put("serial", reached.ref().serial().hex());
    view.put("holder", reached.holder());
    view.put("not_after", reached.notAfter().toString());
    return view;
  }
}
