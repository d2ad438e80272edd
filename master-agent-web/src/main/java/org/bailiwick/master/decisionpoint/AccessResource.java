package org.bailiwick.master.decisionpoint;

import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Optional;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.policy.authzen.Search;
import org.eclipse.microprofile.metrics.annotation.Timed;

/** The endpoints of the AuthZEN Authorization API 1.0 (section 10.1), below some path. */
public abstract class AccessResource {

  @Inject DecisionPoint decisionPoint;
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

  private DecisionPoint.Asker asker() {
    Optional<String> authorization =
        Optional.ofNullable(headers.getHeaderString(HttpHeaders.AUTHORIZATION));
    return new DecisionPoint.Asker(
        credentials.require(peers.require(Kind.SERVICE), authorization), application());
  }

  private static Response answer(String json) {
    return Response.ok(json).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
  }
}
