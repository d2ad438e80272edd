package org.bailiwick.ars.transfer;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bailiwick.ars.policy.RegistryQuestion;
import org.bailiwick.contract.json.DefinedMembers;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.decision.Gate;
import org.bailiwick.node.json.JsonText;
import org.bailiwick.node.peer.PeerContext;
import org.bailiwick.node.peer.VerifiedPeer;
import org.bailiwick.node.peer.VerifiedPeer.Kind;
import org.bailiwick.node.problem.BodyLimit;
import org.eclipse.microprofile.metrics.annotation.Timed;

/** Takes records of an export from an officer, and says what became of each. */
@ApplicationScoped
@Path("/v1/records")
@Produces(MediaType.APPLICATION_JSON)
public class RecordIntakeResource {
  private static final String RECORDS = "records";
  private static final int MOST_RECORDS = 100;
  private static final int MOST_BYTES = 1_048_576;

  @Inject private PeerContext peers;
  @Inject private Gate gate;
  @Inject private RecordIntake intake;

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @BodyLimit(MOST_BYTES)
  @Timed(name = "ars_record_intake", absolute = true)
  public String take(String body) {
    VerifiedPeer peer = peers.require(Kind.OPERATOR, Kind.NODE, Kind.AGENT, Kind.FOREIGN);
    gate.requireAndRecord(RegistryQuestion.importRecords(peer));
    List<Map<String, Object>> results =
        records(body).stream()
            .map(record -> intake.take(peer.id().toString(), record).members())
            .toList();
    return JsonText.of(Map.of("results", results));
  }

  private static List<JsonObject> records(String body) {
    JsonObject members = StrictJson.object(body);
    DefinedMembers.require(members, Set.of(RECORDS), "", "an import");
    if (members.get(RECORDS) instanceof JsonArray array
        && array.size() <= MOST_RECORDS
        && array.stream().allMatch(JsonObject.class::isInstance)) {
      return array.getValuesAs(JsonObject.class);
    }
    throw new ProblemException(
        ProblemType.MALFORMED_REQUEST,
        "import-records",
        "The member records must be an array of at most " + MOST_RECORDS + " objects");
  }
}
