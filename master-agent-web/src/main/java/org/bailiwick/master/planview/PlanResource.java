package org.bailiwick.master.planview;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.Optional;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.intake.JobCallerRules;
import org.bailiwick.master.job.JobIntake;
import org.bailiwick.master.method.PresentedCredentials;
import org.bailiwick.master.method.RequestHead;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.problem.BodyLimit;

/** Answers with the plan of a job, which is not executed ({@code docs/workflows.md}). */
@Path("/v1/plans")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class PlanResource {
  @Inject JobIntake intake;
  @Inject JobCallerRules callers;
  @Inject PeerContext peer;
  @Context HttpHeaders headers;
  @Context UriInfo uri;
  @Context Request request;

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @BodyLimit(setting = MasterSettings.MAX_JOB_BODY)
  public Response post(String body) {
    RequestHead head =
        new RequestHead(
            request.getMethod(),
            uri.getPath(false),
            headers.getRequestHeaders(),
            uri.getQueryParameters().keySet());
    Optional<String> query = Optional.ofNullable(uri.getRequestUri().getRawQuery());
    Caller caller =
        callers.forJobs(
            new PresentedCredentials(peer.peer(), head.with(query, Optional.ofNullable(body))));
    return Response.ok(intake.plan(caller, body))
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }
}
