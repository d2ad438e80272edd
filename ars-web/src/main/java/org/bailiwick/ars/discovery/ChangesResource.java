package org.bailiwick.ars.discovery;

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
import java.util.Optional;
import java.util.function.Supplier;
import org.bailiwick.ars.policy.RegistryQuestion;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.request.HeldAnswer;
import org.bailiwick.node.request.Suspension;

/** Serves the changes of the registry, page by page, to nodes that need a copy in memory. */
@RequestScoped
@Path("/v1/changes")
@Produces(MediaType.APPLICATION_JSON)
public class ChangesResource {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

  @Inject private PeerContext peers;
  @Inject private Gate gate;
  @Inject private ChangeWaiters waiters;
  @Inject private HttpServletRequest http;

  @GET
  public void changes(
      @QueryParam("after") String after,
      @QueryParam("wait") String wait,
      @Suspended AsyncResponse answer) {
    VerifiedPeer peer = peers.require(Kind.AGENT, Kind.NODE, Kind.OPERATOR, Kind.FOREIGN);
    gate.requireAndRecord(RegistryQuestion.read(peer, RegistryQuestion.View.SNAPSHOT));
    Suspension.limit(http, LONGEST_WAIT);
    Supplier<VerifiedPeer> again = peers.again();
    HeldAnswer held =
        new HeldAnswer(
            answer,
            () -> gate.require(RegistryQuestion.read(again.get(), RegistryQuestion.View.SNAPSHOT)));
    waiters.answer(held, Optional.ofNullable(after).map(ChangePosition::parse), duration(wait));
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
        "changes-wait",
        "wait must be an ISO 8601 duration from PT0S to PT30S",
        cause);
  }
}
