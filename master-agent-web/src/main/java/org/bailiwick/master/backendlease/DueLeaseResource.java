package org.bailiwick.master.backendlease;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.AsyncResponse;
import jakarta.ws.rs.container.Suspended;
import jakarta.ws.rs.core.MediaType;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.function.Supplier;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.request.HeldAnswer;
import org.bailiwick.node.request.Suspension;

/** Tells an agent which of its open leases have to end (long poll). It sees its own only. */
@RequestScoped
@Path("/v1/leases/due")
@Produces(MediaType.APPLICATION_JSON)
public class DueLeaseResource {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  @Inject private PeerContext peers;
  @Inject private LeaseWaiters waiters;
  @Inject private HttpServletRequest http;

  @GET
  public void due(@QueryParam("wait") String wait, @Suspended AsyncResponse answer) {
    VerifiedPeer agent = peers.require(Kind.AGENT);
    Duration longest = duration(wait);
    Suspension.limit(http, LONGEST_WAIT);
    Supplier<VerifiedPeer> again = peers.again();
    HeldAnswer held = new HeldAnswer(answer, () -> verify(again));
    waiters.answer(agent.id().toString(), held, longest);
  }

  /** Throws the refusal of an agent that was revoked while it waited. */
  private static void verify(Supplier<VerifiedPeer> again) {
    VerifiedPeer unused = again.get();
  }

  private static Duration duration(String wait) {
    if (wait == null) {
      return Duration.ZERO;
    }
    try {
      Duration duration = Duration.parse(wait);
      if (!duration.isNegative() && duration.compareTo(LONGEST_WAIT) <= 0) {
        return duration;
      }
    } catch (DateTimeParseException e) {
      throw malformed(e);
    }
    throw malformed(null);
  }

  private static ProblemException malformed(Exception cause) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        "lease-wait",
        "wait must be an ISO 8601 duration from PT0S to PT30S",
        cause);
  }
}
