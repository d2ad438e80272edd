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
import org.bailiwick.master.job.StreamReader;
import org.bailiwick.master.method.PresentedCredentials;
import org.bailiwick.master.method.RequestHead;
import org.bailiwick.master.oauth.TokenSettings;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
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
    PresentedCredentials presented = presented(Optional.of(body));
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
    PresentedCredentials presented = presented(Optional.of(body));
    McpHead head = head(presented);
    McpHead.requireAccepts(presented.head());
    Caller caller = server.authenticate(presented);
    streams.requireRoom(caller.name());
    CallPosition position = server.call(caller, JsonRpcMessage.read(body), head.session());
    stream(caller, presented, sink, events(position, head, sse));
  }

  /** Goes on with the stream of a call; this server has no streams of its own accord. */
  @GET
  @Produces(MediaType.SERVER_SENT_EVENTS)
  public void resume(
      @HeaderParam(HttpHeaders.LAST_EVENT_ID_HEADER) String eventId,
      @Context SseEventSink sink,
      @Context Sse sse) {
    PresentedCredentials presented = presented(Optional.empty());
    McpHead head = head(presented);
    Caller caller = server.authenticate(presented);
    if (eventId == null) {
      throw new NotAllowedException("POST");
    }
    stream(caller, presented, sink, events(server.resume(caller, eventId), head, sse));
  }

  /** The events of a call, with the job that they tell of. */
  private record Stream(String jobId, CallEvents events) {}

  private Stream events(CallPosition position, McpHead head, Sse sse) {
    return new Stream(
        position.jobId(), new CallEvents(position, head.resumption(), results, clock, sse));
  }

  private void stream(
      Caller caller, PresentedCredentials presented, SseEventSink sink, Stream stream) {
    Supplier<PresentedCredentials> again = again(presented);
    streams.open(
        new StreamReader(caller.name(), job -> server.requireRead(again.get(), job)),
        stream.jobId(),
        sink,
        stream.events());
  }

  private McpHead head(PresentedCredentials presented) {
    return McpHead.of(presented.head(), URI.create(settings.issuer()));
  }

  /** The same credentials, for which the peer, if there is one, is verified again. */
  private Supplier<PresentedCredentials> again(PresentedCredentials presented) {
    if (presented.peer().isEmpty()) {
      return () -> presented.again(Optional.empty());
    }
    Supplier<VerifiedPeer> verification = peer.again();
    return () -> presented.again(Optional.of(verification.get()));
  }

  private PresentedCredentials presented(Optional<String> body) {
    RequestHead head =
        new RequestHead(
            request.getMethod(),
            uri.getPath(false),
            headers.getRequestHeaders(),
            uri.getQueryParameters().keySet());
    URI asked = uri.getRequestUri();
    return new PresentedCredentials(
        peer.peer(), head.with(Optional.ofNullable(asked.getRawQuery()), body));
  }
}
