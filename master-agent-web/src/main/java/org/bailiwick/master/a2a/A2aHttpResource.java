package org.bailiwick.master.a2a;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Request;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.sse.Sse;
import jakarta.ws.rs.sse.SseEventSink;
import java.util.Optional;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.a2amessage.MessageMembers;
import org.bailiwick.master.job.RequestCredentials;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.problem.BodyLimit;
import org.bailiwick.node.request.Suspension;
import org.eclipse.microprofile.metrics.annotation.Timed;

/** The binding to HTTP and JSON (A2A 1.0 section 11, {@code docs/a2a.md}). */
@Path(A2aRpcResource.PATH)
@RequestScoped
@Produces({A2aRefusals.MEDIA_TYPE, MediaType.APPLICATION_JSON})
public class A2aHttpResource {
  private static final String TASK = "tasks/{id: [\\w.~-]+}";
  private static final String CONFIGURATIONS = TASK + "/pushNotificationConfigs";
  private static final String CONFIGURATION = CONFIGURATIONS + "/{config}";

  @Inject AgentTasks tasks;
  @Inject PushOperations pushes;
  @Inject PeerContext peer;
  @Inject HttpServletRequest http;
  @Context HttpHeaders headers;
  @Context UriInfo uri;
  @Context Request request;

  @POST
  @Path("message:send")
  @Consumes({MediaType.APPLICATION_JSON, A2aRefusals.MEDIA_TYPE})
  @BodyLimit(setting = MasterSettings.MAX_JOB_BODY)
  @Timed(name = "master_a2a_send", absolute = true)
  public void send(String body, @Suspended AsyncResponse answer) {
    Suspension.limit(http, AgentTasks.LONGEST_WAIT);
    Asking asking = asking(Optional.of(body));
    tasks.answer(
        asking,
        tasks.read(asking, MessageMembers.of("The request", body)),
        answer,
        task -> answer("{\"task\":" + task + "}"));
  }

  @POST
  @Path("message:stream")
  @Consumes({MediaType.APPLICATION_JSON, A2aRefusals.MEDIA_TYPE})
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @BodyLimit(setting = MasterSettings.MAX_JOB_BODY)
  public void stream(String body, @Context SseEventSink sink, @Context Sse sse) {
    Asking asking = asking(Optional.of(body));
    tasks.stream(
        asking, tasks.read(asking, MessageMembers.of("The request", body)), events(sink, sse));
  }

  @GET
  @Path(TASK)
  public Response read(@PathParam("id") String task) {
    Asking asking = asking(Optional.empty());
    MessageMembers.ofQuery(uri.getQueryParameters()).number("historyLength", Integer.MAX_VALUE);
    return answer(tasks.get(asking.caller(), task));
  }

  @GET
  @Path("tasks")
  public Response list() {
    Asking asking = asking(Optional.empty());
    return answer(tasks.list(asking.caller(), MessageMembers.ofQuery(uri.getQueryParameters())));
  }

  @POST
  @Path(TASK + ":cancel")
  public Response cancel(@PathParam("id") String task) {
    return answer(tasks.cancel(asking(Optional.empty()).caller(), task));
  }

  /** The specification has both verbs for this operation (section 11.3.2 and its protocol file). */
  @POST
  @Path(TASK + ":subscribe")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public void subscribe(
      @PathParam("id") String task, @Context SseEventSink sink, @Context Sse sse) {
    tasks.subscribe(asking(Optional.empty()), task, events(sink, sse));
  }

  @GET
  @Path(TASK + ":subscribe")
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public void follow(@PathParam("id") String task, @Context SseEventSink sink, @Context Sse sse) {
    tasks.subscribe(asking(Optional.empty()), task, events(sink, sse));
  }

  @GET
  @Path("extendedAgentCard")
  public Response extendedCard() {
    return answer(tasks.extendedCard(asking(Optional.empty()).caller()));
  }

  @POST
  @Path(CONFIGURATIONS)
  @Consumes({MediaType.APPLICATION_JSON, A2aRefusals.MEDIA_TYPE})
  public Response create(@PathParam("id") String task, String body) {
    Asking asking = asking(Optional.of(body));
    return answer(pushes.create(asking.caller(), task, MessageMembers.of("The request", body)));
  }

  @GET
  @Path(CONFIGURATIONS)
  public Response configurations(@PathParam("id") String task) {
    Asking asking = asking(Optional.empty());
    return answer(
        pushes.list(asking.caller(), task, MessageMembers.ofQuery(uri.getQueryParameters())));
  }

  @GET
  @Path(CONFIGURATION)
  public Response configuration(@PathParam("id") String task, @PathParam("config") String id) {
    return answer(pushes.get(asking(Optional.empty()).caller(), task, id));
  }

  @DELETE
  @Path(CONFIGURATION)
  public Response delete(@PathParam("id") String task, @PathParam("config") String id) {
    return answer(pushes.delete(asking(Optional.empty()).caller(), task, id));
  }

  private Asking asking(Optional<String> body) {
    A2aVersion.require(headers, uri);
    return tasks.authenticate(new RequestCredentials(peer, request, uri, headers), body);
  }

  private TaskEvents events(SseEventSink sink, Sse sse) {
    return new TaskEvents(sink, sse, tasks.views(), response -> response);
  }

  private static Response answer(String json) {
    return Response.ok(json).header(HttpHeaders.CACHE_CONTROL, "no-store").build();
  }
}
