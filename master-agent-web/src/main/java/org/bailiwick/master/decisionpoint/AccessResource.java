package org.bailiwick.master.decisionpoint;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.Optional;
import org.bailiwick.master.accessrequest.AccessTasks;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.policy.authzen.Search;
import org.eclipse.microprofile.metrics.annotation.Timed;

/**
 * The endpoints of the AuthZEN Authorization API 1.0 (section 10.1) and of its profile for access
 * requests, below some path.
 */
public abstract class AccessResource {

  /** People need longer than this. */
  private static final int RETRY_SECONDS = 5;

  @Inject DecisionPoint decisionPoint;
  @Inject AccessTaskPoint tasks;
  @Inject AskerCredentials credentials;
  @Inject PeerContext peers;
  @Context HttpHeaders headers;

  /** The application that the path names; empty if it names none. */
  abstract Optional<String> application();

  @POST
  @Path("evaluation")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @Timed(name = "master_access_evaluation", absolute = true)
  public Response evaluation(byte[] body) {
    return answer(decisionPoint.evaluation(asker(), body));
  }

  @POST
  @Path("evaluations")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @Timed(name = "master_access_evaluations", absolute = true)
  public Response evaluations(byte[] body) {
    return answer(decisionPoint.evaluations(asker(), body));
  }

  @POST
  @Path("search/subject")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public Response subjects(byte[] body) {
    return answer(decisionPoint.search(asker(), Search.Kind.SUBJECT, body));
  }

  @POST
  @Path("search/resource")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public Response resources(byte[] body) {
    return answer(decisionPoint.search(asker(), Search.Kind.RESOURCE, body));
  }

  @POST
  @Path("search/action")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public Response actions(byte[] body) {
    return answer(decisionPoint.search(asker(), Search.Kind.ACTION, body));
  }

  /** An access request (AuthZEN Access Request and Approval Profile). */
  @POST
  @Path("requests")
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  public Response request(byte[] body, @HeaderParam("Idempotency-Key") String key) {
    AccessTasks.Answer task = tasks.submit(asker(), Optional.ofNullable(key), body);
    return Response.status(task.isOver() ? Response.Status.CREATED : Response.Status.ACCEPTED)
        .location(URI.create(task.location()))
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .entity(task.body())
        .build();
  }

  @GET
  @Path("requests/{id}")
  @Produces(MediaType.APPLICATION_JSON)
  public Response task(@PathParam("id") String id) {
    AccessTasks.Answer task = tasks.read(asker(), id);
    Response.ResponseBuilder answer =
        Response.ok(task.body()).header(HttpHeaders.CACHE_CONTROL, "no-store");
    return task.isOver()
        ? answer.build()
        : answer.header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS).build();
  }

  @POST
  @Path("requests/{id}/cancel")
  @Produces(MediaType.APPLICATION_JSON)
  public Response cancel(@PathParam("id") String id) {
    return answer(tasks.cancel(asker(), id).body());
  }

  private Admission.Asker asker() {
    Optional<String> authorization =
        Optional.ofNullable(headers.getHeaderString(HttpHeaders.AUTHORIZATION));
    return new Admission.Asker(
        credentials.require(peers.require(Kind.SERVICE), authorization), application());
  }

  private static Response answer(String json) {
    return Response.ok(json).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
  }
}
