package org.bailiwick.aca.web.revocation;

import jakarta.ejb.EJB;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.bailiwick.aca.revocation.TriggerOrder;
import org.bailiwick.aca.schedule.RevocationSchedule;
import org.bailiwick.aca.schedule.RevocationSchedules;
import org.bailiwick.aca.web.body.Members;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;

/** Lets officers order and cancel revocations that are due at a later time. */
@ApplicationScoped
@Path("/v1/revocation-schedules")
@Produces(MediaType.APPLICATION_JSON)
public class RevocationScheduleResource {

  @Inject private PeerContext peers;
  @EJB private RevocationSchedules schedules;

  /** A trigger, its subject, and the time of the revocation (RFC 3339, UTC). */
  public record Request(String trigger, String subject, String at, String comment) {

    public TriggerOrder order() {
      return RevocationOrderResource.order(trigger, subject, comment);
    }

    public Instant dueAt() {
      try {
        return Instant.parse(Members.required(at, "at"));
      } catch (DateTimeParseException noTime) {
        throw new ProblemException(
            ProblemType.MALFORMED_REQUEST,
            "schedule-time",
            "A time is written as 2027-01-31T12:00:00Z.");
      }
    }
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  public Response order(Request request) {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.AGENT);
    RevocationSchedules.Receipt receipt =
        schedules.schedule(peer, request.order(), request.dueAt());
    Map<String, Object> view = view(receipt.schedule());
    view.put("would_end_now", receipt.outlook().reached().size());
    return Response.status(Response.Status.CREATED).entity(JsonText.of(view)).build();
  }

  @GET
  public String list(@QueryParam("ended") @DefaultValue("false") boolean ended) {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.AGENT, Kind.NODE);
    List<RevocationSchedule> found = ended ? schedules.ended(peer) : schedules.pending(peer);
    return JsonText.of(
        Map.of("schedules", found.stream().map(RevocationScheduleResource::view).toList()));
  }

  @DELETE
  @Path("/{id}")
  public String cancel(@PathParam("id") String id) {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.AGENT);
    return JsonText.of(view(schedules.cancel(peer, Members.uuid(id, "schedule-unknown"))));
  }

  private static Map<String, Object> view(RevocationSchedule schedule) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", schedule.id().toString());
    view.put("trigger", schedule.order().trigger());
    view.put("subject", schedule.order().subject().toString());
    view.put("at", schedule.dueAt().toString());
    view.put("comment", schedule.order().comment());
    view.put("ordered_by", schedule.orderedBy().toString());
    view.put("ordered_at", schedule.orderedAt().toString());
    view.put("state", schedule.end().map(end -> end.outcome().token()).orElse("pending"));
    schedule
        .end()
        .ifPresent(
            end -> {
              view.put("ended_by", end.by());
              view.put("ended_at", end.at().toString());
              view.put("check", end.check());
            });
    return view;
  }
}
