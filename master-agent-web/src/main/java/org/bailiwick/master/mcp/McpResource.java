package org.bailiwick.master.mcp;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
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
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.bailiwick.master.MasterSettings;
import org.bailiwick.master.intake.Caller;
import org.bailiwick.master.job.JobStreams;
import org.bailiwick.master.job.RequestCredentials;
import org.bailiwick.master.job.StreamReader;
import org.bailiwick.master.method.PresentedCredentials;
import org.bailiwick.master.oauth.TokenSettings;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.problem.BodyLimit;
import org.eclipse.microprofile.metrics.annotation.Timed;

/**
 * The MCP endpoint ({@code docs/mcp.md}). A call is answered by a stream of events, everything else
 * by JSON; {@link McpFilters} chooses the method that answers so.
 */
@Path(McpResource.PATH)
@RequestScoped
public class McpResource {

  public static final String PATH = "/mcp";

  @Inject McpServer server;
  @Inject CallResults results;
  @Inject JobStreams streams;
  @Inject PeerContext peer;
  @Inject TokenSettings settings;
  @Inject Clock clock;
  @Context HttpHeaders headers;
  @Context UriInfo uri;
  @Context Request request;

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.APPLICATION_JSON)
  @BodyLimit(setting = MasterSettings.MAX_JOB_BODY)
  @Timed(name = "master_mcp_answer", absolute = true)
  public Response post(String body) {
    PresentedCredentials presented = shown().presented(Optional.of(body));
    McpHead head = head(presented);
    McpHead.requireAccepts(presented.head());
    Caller caller = server.authenticate(presented);
    JsonRpcMessage message = JsonRpcMessage.read(body);
    if (message.id().isEmpty()) {
      server.take(caller, message, head.session());
      return Response.accepted().build();
    }
    Response.ResponseBuilder answer =
        Response.ok(server.answer(caller, message), MediaType.APPLICATION_JSON_TYPE)
            .header(HttpHeaders.CACHE_CONTROL, "no-store");
    if (message.method().equals(McpServer.INITIALIZE)) {
      answer.header(McpHead.SESSION, UUID.randomUUID().toString());
    }
    return answer.build();
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Produces(MediaType.SERVER_SENT_EVENTS)
  @BodyLimit(setting = MasterSettings.MAX_JOB_BODY)
  @Timed(name = "master_mcp_call", absolute = true)
  public void call(String body, @Context SseEventSink sink, @Context Sse sse) {
    PresentedCredentials presented = shown().presented(Optional.of(body));
    McpHead head = head(presented);
    McpHead.requireAccepts(presented.head());
    Caller caller = server.authenticate(presented);
    streams.requireRoom(caller.name());
    CallPosition position = server.call(caller, JsonRpcMessage.read(body), head.session());
    stream(new Connection(caller, presented, head.client(sink, sse)), position);
  }

  /** Goes on with the stream of a call; this server has no streams of its own accord. */
  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public void resume(
      @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER) String eventId,
      @Context SseEventSink sink,
      @Context Sse sse) {
    PresentedCredentials presented = shown().presented(Optional.empty());
    McpHead head = head(presented);
    Caller caller = server.authenticate(presented);
    if (eventId == null) {
      throw new NotAllowedException("POST");
    }
    CallPosition position = server.resume(caller, eventId);
    stream(new Connection(caller, presented, head.client(sink, sse)), position);
  }

  /** The end of the stream at the caller, whose right is asked for as long as the stream lasts. */
  private record Connection(
      Caller caller, PresentedCredentials presented, CallEvents.Client client) {}

  private void stream(Connection connection, CallPosition position) {
    Supplier<PresentedCredentials> again = shown().again(connection.presented());
    streams.open(
        new StreamReader(connection.caller().name(), job -> server.requireRead(again.get(), job)),
        position.jobId(),
        new CallEvents(position, results, clock, connection.client()));
  }

  private McpHead head(PresentedCredentials presented) {
    return McpHead.of(presented.head(), URI.create(settings.issuer()));
  }

  private RequestCredentials shown() {
    return new RequestCredentials(peer, request, uri, headers);
  }
}
