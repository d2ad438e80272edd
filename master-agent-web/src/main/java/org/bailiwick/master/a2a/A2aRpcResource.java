package org.bailiwick.master.a2a;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
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
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.a2amessage.A2aError;
import org.bailiwick.master.a2amessage.A2aRpcRequest;
import org.bailiwick.master.a2amessage.MessageMembers;
import org.bailiwick.master.a2amessage.MessageOrder;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.job.RequestCredentials;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.problem.BodyLimit;
import org.bailiwick.node.request.Suspension;
import org.eclipse.microprofile.metrics.annotation.Timed;

/** The binding to JSON-RPC (A2A 1.0 section 9, {@code docs/a2a.md}). */
@Path(A2aRpcResource.PATH)
@RequestScoped
public class A2aRpcResource {
  public static final String PATH = "/a2a";

  private static final String ID = "id";

  @Inject AgentTasks tasks;
  @Inject PushOperations pushes;
  @Inject PeerContext peer;
  @Inject HttpServletRequest http;
  @Context HttpHeaders headers;
  @Context UriInfo uri;
  @Context Request request;

  /** An operation with one answer. */
  @POST
  @Consumes({MediaType.APPLICATION_JSON, A2aRefusals.MEDIA_TYPE})
  @Produces(MediaType.APPLICATION_JSON)
  @BodyLimit(setting = MasterSettings.MAX_JOB_BODY)
  @Timed(name = "master_a2a_call", absolute = true)
  public void call(String body, @Suspended AsyncResponse answer) {
    Suspension.limit(http, AgentTasks.LONGEST_WAIT);
    A2aRpcRequest rpc = read(body);
    Asking asking = authenticated(body);
    MessageMembers params = new MessageMembers(rpc.params());
    switch (rpc.method()) {
      case "SendMessage" ->
          tasks.answer(
              asking,
              tasks.read(asking, params),
              answer,
              task -> result(rpc, "{\"task\":" + task + "}"));
      case "GetTask" -> answer.resume(result(rpc, tasks.get(asking.caller(), task(params))));
      case "ListTasks" -> answer.resume(result(rpc, tasks.list(asking.caller(), params)));
      case "CancelTask" -> answer.resume(result(rpc, tasks.cancel(asking.caller(), task(params))));
      case "GetExtendedAgentCard" ->
          answer.resume(result(rpc, tasks.extendedCard(asking.caller())));
      case "SendStreamingMessage", "SubscribeToTask" ->
          throw accept("A stream needs Accept: text/event-stream.");
      default -> answer.resume(result(rpc, push(rpc.method(), asking.caller(), params)));
    }
  }

  /** The operations on configurations of push notifications. */
  private String push(String method, Caller caller, MessageMembers params) {
    return switch (method) {
      case "CreateTaskPushNotificationConfig" -> pushes.create(caller, params);
      case "GetTaskPushNotificationConfig" -> pushes.get(caller, params);
      case "ListTaskPushNotificationConfigs" -> pushes.list(caller, params);
      case "DeleteTaskPushNotificationConfig" -> pushes.delete(caller, params);
      default -> throw notServed();
    };
  }

  /** An operation whose answer is a stream. */
  @POST
  @Consumes({MediaType.APPLICATION_JSON, A2aRefusals.MEDIA_TYPE})
  @Produces(MediaType.SERVER_SENT_EVENTS + ";qs=0.5")
  @BodyLimit(setting = MasterSettings.MAX_JOB_BODY)
  public void follow(String body, @Context SseEventSink sink, @Context Sse sse) {
    A2aRpcRequest rpc = read(body);
    Asking asking = authenticated(body);
    MessageMembers params = new MessageMembers(rpc.params());
    TaskEvents events =
        new TaskEvents(sink, sse, tasks.views(), response -> envelope(rpc, response));
    switch (rpc.method()) {
      case "SendStreamingMessage" -> tasks.stream(asking, tasks.read(asking, params), events);
      case "SubscribeToTask" -> tasks.subscribe(asking, task(params), events);
      case "SendMessage",
          "GetTask",
          "ListTasks",
          "CancelTask",
          "GetExtendedAgentCard",
          "CreateTaskPushNotificationConfig",
          "GetTaskPushNotificationConfig",
          "ListTaskPushNotificationConfigs",
          "DeleteTaskPushNotificationConfig" ->
          throw accept("The answer of this operation needs Accept: application/json.");
      default -> throw notServed();
    }
  }

  private A2aRpcRequest read(String body) {
    http.setAttribute(A2aRefusals.ID, A2aRpcRequest.NO_ID);
    return A2aRpcRequest.read(body, id -> http.setAttribute(A2aRefusals.ID, id));
  }

  private Asking authenticated(String body) {
    A2aVersion.require(headers, uri);
    return tasks.authenticate(
        new RequestCredentials(peer, request, uri, headers), Optional.of(body));
  }

  private static String task(MessageMembers params) {
    MessageOrder.requireNoTenant(params);
    params.number("historyLength", Integer.MAX_VALUE);
    return params
        .string(ID)
        .orElseThrow(() -> A2aError.INVALID_PARAMS.refusal("a2a-task-id", "id is missing."));
  }

  private static Response result(A2aRpcRequest rpc, String result) {
    return Response.ok(envelope(rpc, result), MediaType.APPLICATION_JSON_TYPE)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  private static String envelope(A2aRpcRequest rpc, String result) {
    return "{\"jsonrpc\":\"2.0\",\"id\":" + rpc.id() + ",\"result\":" + result + "}";
  }

  private static ProblemException accept(String detail) {
    return A2aError.INVALID_REQUEST.refusal("a2a-accept", detail);
  }

  private static ProblemException notServed() {
    return A2aError.METHOD_NOT_FOUND.refusal("rpc-method-unknown", "There is no such method.");
  }
}
