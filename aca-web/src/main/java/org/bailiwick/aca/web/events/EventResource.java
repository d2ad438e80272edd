package org.bailiwick.aca.web.events;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.bailiwick.aca.feed.FeedReader;
import org.bailiwick.aca.feed.Receiver;
import org.bailiwick.aca.publication.Publications;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.request.HeldAnswer;
import org.bailiwick.node.request.Suspension;

/** Poll delivery of security events (RFC 8936). */
@RequestScoped
@Path("/v1/events")
@Produces(MediaType.APPLICATION_JSON)
public class EventResource {

  @Inject private PeerContext peers;
  @Inject private Publications publications;
  @Inject private FeedReader feed;
  @Inject private HttpServletRequest http;

  /** The request of RFC 8936 section 2.4; an absent member has the default of that section. */
  public record Poll(
      Integer maxEvents,
      Boolean returnImmediately,
      List<String> ack,
      Map<String, Map<String, String>> setErrs) {

    FeedReader.Poll poll() {
      return FeedReader.Poll.of(maxEvents, returnImmediately, ack, setErrs);
    }
  }

  @GET
  @Path("/jwks")
  public String keys() {
    return publications.eventKeys();
  }

  @POST
  @Path("/{stream}/poll")
  @Consumes(MediaType.APPLICATION_JSON)
  public void poll(
      @PathParam("stream") String stream, Poll request, @Suspended AsyncResponse answer) {
    VerifiedPeer node = peers.require(Kind.NODE, Kind.OPERATOR, Kind.AGENT);
    feed.require(node, stream);
    Suspension.limit(http, LongPoll.LONGEST_WAIT);
    Supplier<VerifiedPeer> again = peers.again();
    HeldAnswer held = new HeldAnswer(answer, () -> feed.require(again.get(), stream));
    Receiver receiver = new Receiver(stream, node.id().toString());
    new LongPoll(feed, receiver, request.poll(), held).begin();
  }
}
