package org.bailiwick.master.approvalservice;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import org.bailiwick.master.accessrequest.AccessRequestControl;
import org.bailiwick.master.approval.ApprovalControl;
import org.bailiwick.master.approval.ApprovalList;
import org.bailiwick.master.approver.Approver;
import org.bailiwick.master.job.RequestCredentials;
import org.bailiwick.master.policy.ApprovalQuestion;
import org.bailiwick.node.lists.ListResource;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/**
 * Steps and access requests that wait for people: the list, one with its parameters, and the
 * decision of an officer or of a person who has signed in.
 */
@RequestScoped
@Path(ApprovalResource.PATH)
@Produces(MediaType.APPLICATION_JSON)
public class ApprovalResource extends ListResource {

  public static final String PATH = "/v1/approvals";

  @Inject ApprovalControl control;
  @Inject ApprovalList approvals;
  @Inject AccessRequestControl accessRequests;
  @Inject PeopleApprovers people;
  @Inject PeerContext peers;
  @Context HttpHeaders headers;
  @Context UriInfo uri;
  @Context Request request;

  @GET
  public Response list() {
    Optional<Approver.Person> reader = person(Optional.empty());
    return reader.isEmpty()
        ? page(new AllApprovals(approvals, accessRequests.all()), uri)
        : page(
            reader.get().name(),
            filters -> ApprovalQuestion.list(reader.get().signIn().orElseThrow().person(), filters),
            new AllApprovals(
                control.decidedBy(reader.get(), approvals), accessRequests.decidedBy(reader.get())),
            uri);
  }

  @GET
  @Path("{id}")
  public Response read(@PathParam("id") String id) {
    Approver approver = approver(Optional.empty());
    return answer(
        accessRequests.has(id) ? accessRequests.read(approver, id) : control.read(approver, id));
  }

  @POST
  @Path("{id}/decision")
  @Consumes(MediaType.APPLICATION_JSON)
  public Response decide(@PathParam("id") String id, String body) {
    Approver approver = approver(Optional.ofNullable(body));
    return answer(
        accessRequests.has(id)
            ? accessRequests.decide(approver, id, body)
            : control.decide(approver, id, body));
  }

  private Approver approver(Optional<String> body) {
    return person(body)
        .<Approver>map(person -> person)
        .orElseGet(() -> new Approver.Officer(peers.require(Kind.OPERATOR)));
  }

  /** The person who shows a token; empty for a request that shows none. */
  private Optional<Approver.Person> person(Optional<String> body) {
    return headers.getRequestHeaders().containsKey(HttpHeaders.AUTHORIZATION)
        ? Optional.of(
            people.authenticate(
                new RequestCredentials(peers, request, uri, headers).presented(body)))
        : Optional.empty();
  }

  private static Response answer(String json) {
    return Response.ok(json).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
  }
}
