package org.bailiwick.master.job;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
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
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.intake.JobCallerRules;
import org.bailiwick.master.intake.JobReader;
import org.bailiwick.master.method.PresentedCredentials;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.problem.BodyLimit;
import org.eclipse.microprofile.metrics.annotation.Timed;

/** The jobs resource ({@code docs/master-agent.md}). */
@Path(JobResource.PATH)
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class JobResource {

  public static final String PATH = "/v1/jobs";

  @Inject JobIntake intake;
  @Inject JobControl control;
  @Inject JobStreams streams;
  @Inject JobCallerRules callers;
  @Inject PeerContext peer;
  @Inject MasterSettings settings;
  @Context HttpHeaders headers;
  @Context UriInfo uri;
  @Context Request request;

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @BodyLimit(setting = MasterSettings.MAX_JOB_BODY)
  @Timed(name = "master_jobs_accept", absolute = true)
  public Response post(String body, @HeaderParam("Idempotency-Key") String idempotencyKey) {
    Caller caller = callers.forJobs(shown().presented(Optional.ofNullable(body)));
    String jobId = intake.accept(caller, body, Optional.ofNullable(idempotencyKey));
    return Response.accepted(JsonText.of(Map.of("id", jobId, "state", "running")))
        .location(URI.create(settings.component().baseUrl() + "/v1/jobs/" + jobId))
        .build();
  }

  @GET
  @Path("{id}")
  public Response read(@PathParam("id") String jobId) {
    JobReader reader = callers.forReading(presented());
    return answer(control.view(control.read(reader, jobId)));
  }

  @DELETE
  @Path("{id}")
  public Response cancel(@PathParam("id") String jobId) {
    JobReader reader = callers.forReading(presented());
    return answer(control.view(control.cancel(reader, jobId)));
  }

  @GET
  @Path("{id}/events")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public void follow(@PathParam("id") String jobId, @Context SseEventSink sink, @Context Sse sse) {
    PresentedCredentials presented = presented();
    JobReader reader = callers.forReading(presented);
    control.read(reader, jobId);
    Supplier<PresentedCredentials> again = shown().again(presented);
    streams.open(
        new StreamReader(
            reader.name(), job -> control.requireRead(callers.forReading(again.get()), job)),
        jobId,
        sink,
        sse);
  }

  private PresentedCredentials presented() {
    return shown().presented(Optional.empty());
  }

  private RequestCredentials shown() {
    return new RequestCredentials(peer, request, uri, headers);
  }

  private static Response answer(String json) {
    return Response.ok(json).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
  }
}
