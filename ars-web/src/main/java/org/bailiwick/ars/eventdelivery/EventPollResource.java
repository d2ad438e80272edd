package org.bailiwick.ars.eventdelivery;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.MediaType;
import java.util.function.Supplier;
import org.bailiwick.ars.eventstream.ReceiverRight;
import org.bailiwick.ars.policy.RegistryQuestion.Subscription;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.node.eventtransmitter.TransmitterMetadata;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.problem.BodyLimit;
import org.bailiwick.node.request.HeldAnswer;
import org.bailiwick.node.request.Suspension;

/** Serves polls of receivers (RFC 8936 section 2). A permitted poll is not recorded. */
@RequestScoped
@Path(TransmitterMetadata.STREAMS + "/poll/{id}")
@Produces(MediaType.APPLICATION_JSON)
public class EventPollResource {
  /** For a thousand identifiers of tokens. */
  private static final int MOST_BYTES = 131_072;

  @Inject private PeerContext peers;
  @Inject private ReceiverRight right;
  @Inject private EventPolls polls;
  @Inject private HttpServletRequest http;

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @BodyLimit(MOST_BYTES)
  public void poll(@PathParam("id") String id, byte[] body, @Suspended AsyncResponse answer) {
    VerifiedPeer peer =
        peers.require(Kind.AGENT, Kind.SERVICE, Kind.NODE, Kind.OPERATOR, Kind.FOREIGN);
    SetPoll poll = SetPoll.parse(StrictJson.text(body));
    right.requireStill(peer, Subscription.STREAM);
    Suspension.limit(http, EventPolls.LONGEST_WAIT);
    Supplier<VerifiedPeer> again = peers.again();
    HeldAnswer held =
        new HeldAnswer(answer, () -> right.requireStill(again.get(), Subscription.STREAM));
    polls.poll(peer, new EventPolls.Asked(id, poll, held, again));
  }
}
