package org.bailiwick.ars.lifecycle;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import org.bailiwick.ars.records.AgentRecord;
import org.bailiwick.ars.records.AgentRecords;
import org.bailiwick.ars.records.AgentRecords.RecordState;
import org.bailiwick.contract.identity.PlainText;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.problem.BodyLimit;

/** Lets officers put an agent into quarantine, and release it. */
@ApplicationScoped
@Path("/v1/agents")
@Produces(MediaType.APPLICATION_JSON)
public class QuarantineResource {
  private static final String REASON = "reason";
  private static final int MOST_REASON = 500;

  @Inject private PeerContext peers;
  @Inject private Quarantine quarantine;
  @Inject private AgentRecords records;

  @POST
  @Path("/{uuid}/quarantine")
  @Consumes(MediaType.APPLICATION_JSON)
  @BodyLimit(4096)
  public String begin(@PathParam("uuid") String uuid, String body) {
    String identifier = AgentRecord.identifier(uuid);
    quarantine.begin(peer(), identifier, reason(body));
    return shown(identifier);
  }

  @POST
  @Path("/{uuid}/release")
  @Consumes(MediaType.APPLICATION_JSON)
  @BodyLimit(4096)
  public String end(@PathParam("uuid") String uuid, String body) {
    String identifier = AgentRecord.identifier(uuid);
    quarantine.end(peer(), identifier, reason(body));
    return shown(identifier);
  }

  private VerifiedPeer peer() {
    return peers.require(Kind.OPERATOR, Kind.NODE, Kind.AGENT, Kind.FOREIGN);
  }

  private static String reason(String body) {
    JsonObject members = StrictJson.object(body);
    if (members.keySet().equals(Set.of(REASON))
        && members.get(REASON) instanceof JsonString text
        && PlainText.isText(text.getString(), MOST_REASON)) {
      return text.getString();
    }
    throw new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        "quarantine-reason",
        "The body has the member reason and no other, a text of 1 to 500 visible characters");
  }

  private String shown(String identifier) {
    RecordState record = records.state(identifier).orElseThrow();
    return Json.createObjectBuilder()
        .add("id", identifier)
        .add("agent", record.name())
        .add("state", record.state().text())
        .add("state_since", DateTimeFormatter.ISO_INSTANT.format(record.since()))
        .add("state_reason", record.reason())
        .add("state_text", record.text())
        .build()
        .toString();
  }
}
