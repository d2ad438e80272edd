package org.bailiwick.master.workflow;

import static org.bailiwick.contract.problem.ProblemType.MALFORMED_REQUEST;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.PlainText;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;

/**
 * A job as its caller wrote it. An unknown or repeated member is refused, so that two parsers
 * cannot read different jobs from one request. The database stores {@link #text()}, which parses to
 * an equal request.
 */
public record JobRequest(String purpose, List<StepRequest> steps) {

  private static final Set<String> JOB_MEMBERS = Set.of("purpose", "steps");
  private static final Set<String> STEP_MEMBERS =
      Set.of("id", "capability", "input", "after", "delegates");
  private static final int PURPOSE_LENGTH = 200;

  public JobRequest {
    steps = List.copyOf(steps);
  }

  /** Reads a request. A fault is {@code malformed-request}; its check says what is wrong. */
  public static JobRequest parse(String text) {
    JsonObject job = object(text);
    requireMembers(job, JOB_MEMBERS, "The job");
    String purpose = string(job, "purpose");
    if (purpose.length() > PURPOSE_LENGTH || !PlainText.isText(purpose.strip(), PURPOSE_LENGTH)) {
      throw malformed("purpose", "purpose must be 1 to 200 characters of plain text.");
    }
    List<StepRequest> steps = new ArrayList<>();
    for (JsonValue step : array(job, "steps")) {
      if (!(step instanceof JsonObject object)) {
        throw malformed("step-form", "Each step must be a JSON object.");
      }
      steps.add(step(object));
    }
    return new JobRequest(purpose, steps);
  }

  /** The request as JSON text with its members in a fixed order. */
  public String text() {
    JsonArrayBuilder list = Json.createArrayBuilder();
    for (StepRequest step : steps) {
      list.add(
          Json.createObjectBuilder()
              .add("id", step.id())
              .add("capability", step.capability().text())
              .add("input", step.input())
              .add("after", Json.createArrayBuilder(step.after()))
              .add("delegates", Json.createArrayBuilder(step.delegates().texts())));
    }
    return Json.createObjectBuilder().add("purpose", purpose).add("steps", list).build().toString();
  }

  private static JsonObject object(String text) {
    try {
      return StrictJson.object(text);
    } catch (ProblemException e) {
      throw malformed("job-json", "The body is not a JSON object without repeated members.");
    }
  }

  private static StepRequest step(JsonObject step) {
    requireMembers(step, STEP_MEMBERS, "A step");
    JsonValue input = step.getOrDefault("input", JsonValue.EMPTY_JSON_OBJECT);
    return new StepRequest(
        string(step, "id"),
        Capability.parse(string(step, "capability")),
        input,
        strings(step, "after"),
        CapabilitySet.parse(strings(step, "delegates")));
  }

  private static void requireMembers(JsonObject object, Set<String> known, String what) {
    for (String name : object.keySet()) {
      if (!known.contains(name)) {
        throw malformed("member-unknown", what + " has a member that is not defined.");
      }
    }
  }

  private static String string(JsonObject object, String name) {
    if (!(object.get(name) instanceof JsonString value)) {
      throw malformed("member-missing", name + " must be a string.");
    }
    return value.getString();
  }

  private static JsonArray array(JsonObject object, String name) {
    if (!(object.get(name) instanceof JsonArray value)) {
      throw malformed("member-missing", name + " must be an array.");
    }
    return value;
  }

  private static List<String> strings(JsonObject object, String name) {
    if (!object.containsKey(name)) {
      return List.of();
    }
    List<String> values = new ArrayList<>();
    for (JsonValue value : array(object, name)) {
      if (!(value instanceof JsonString text)) {
        throw malformed("member-form", name + " must hold strings only.");
      }
      values.add(text.getString());
    }
    return values;
  }

  private static ProblemException malformed(String check, String detail) {
    return new ProblemException(MALFORMED_REQUEST, check, detail);
  }
}
