package org.bailiwick.master.workflow;

import static org.bailiwick.contract.problem.ProblemType.MALFORMED_REQUEST;

import jakarta.json.JsonArray;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.credential.Sha256;
import org.bailiwick.contract.identity.PlainText;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.json.JsonTexts;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.node.json.JsonText;

/**
 * A job as its caller wrote it: its purpose, what it is to do, the steps that the caller planned,
 * and the input of each step as JSON text by step id. Inputs are never held as JSON values, because
 * small values need many times the memory of their text. An unknown or repeated member is refused,
 * so that two parsers cannot read different jobs from one request.
 *
 * @param order how the steps are given; they are empty unless the caller planned them
 * @param input the input of the job as JSON text
 * @param sha256 hex digest of the request with its members in a fixed order, by which a repeated
 *     request is recognised however it is written
 * @param octets length of that text in UTF-8
 */
public record JobRequest(
    String purpose,
    JobOrder order,
    String input,
    List<StepRequest> steps,
    Map<String, String> inputs,
    String sha256,
    long octets) {

  private static final String DOMAIN = "domain";
  private static final String INPUT = "input";
  private static final Set<String> JOB_MEMBERS =
      Set.of("purpose", "steps", INPUT, "workflow", "goal");
  private static final Set<String> STEP_MEMBERS =
      Set.of(
          "id",
          "capability",
          INPUT,
          "after",
          "delegates",
          DOMAIN,
          FlowText.INPUT_FROM,
          FlowText.WHEN,
          FlowText.FOR_EACH);
  private static final int PURPOSE_LENGTH = 200;

  /** The greatest length of a member that is read as a JSON value. */
  private static final int MEMBER_LENGTH = 65_536;

  public JobRequest {
    steps = List.copyOf(steps);
    inputs = Map.copyOf(inputs);
  }

  /** Reads a request with any number of values. */
  public static JobRequest parse(String text) {
    return parse(text, Integer.MAX_VALUE);
  }

  /**
   * Reads a request. A fault is {@code malformed-request}; its check says what is wrong.
   *
   * @param maxValues greatest number of JSON values, those of the inputs included
   */
  public static JobRequest parse(String text, int maxValues) {
    Map<String, String> job = members(text, maxValues);
    requireMembers(job, JOB_MEMBERS, "The job");
    String purpose = string(job, "purpose");
    if (purpose.length() > PURPOSE_LENGTH || !PlainText.isText(purpose.strip(), PURPOSE_LENGTH)) {
      throw malformed("purpose", "purpose must be 1 to 200 characters of plain text.");
    }
    StringBuilder canonical =
        new StringBuilder(text.length())
            .append("{\"purpose\":")
            .append(JsonTexts.quoted(purpose))
            .append(',');
    List<StepRequest> steps = new ArrayList<>();
    Map<String, String> inputs = new HashMap<>();
    JobOrder order = new JobOrder.Steps();
    if (OrderText.isSteps(job)) {
      canonical.append("\"steps\":[");
      for (String step : elements(job.get("steps"))) {
        canonical.append(steps.isEmpty() ? "" : ",");
        steps.add(step(step, inputs, canonical));
      }
      canonical.append(']');
    } else {
      order = OrderText.read(job, canonical);
    }
    if (job.containsKey(INPUT)) {
      canonical.append(",\"input\":").append(job.get(INPUT));
    }
    byte[] octets = canonical.append('}').toString().getBytes(StandardCharsets.UTF_8);
    return new JobRequest(
        purpose,
        order,
        job.getOrDefault(INPUT, "{}"),
        steps,
        inputs,
        Sha256.hex(octets),
        octets.length);
  }

  /** The same job with steps that were planned for it, and their inputs, which may be longer. */
  public JobRequest with(List<StepRequest> planned, Map<String, String> theirInputs) {
    long length = theirInputs.values().stream().mapToLong(String::length).sum();
    return new JobRequest(
        purpose, order, input, planned, theirInputs, sha256, Math.max(octets, length));
  }

  private static Map<String, String> members(String text, int maxValues) {
    try {
      return JsonTexts.members(text, maxValues);
    } catch (ProblemException e) {
      throw e.check().equals("json-values")
          ? malformed("job-values", "The job has more than " + maxValues + " JSON values.")
          : malformed("job-json", "The body is not a JSON object without repeated members.");
    }
  }

  private static List<String> elements(String steps) {
    if (steps == null || !steps.startsWith("[")) {
      throw malformed("member-missing", "steps must be an array.");
    }
    return JsonTexts.elements(steps, Integer.MAX_VALUE);
  }

  /** Reads a step, stores its input and appends its text. */
  private static StepRequest step(
      String text, Map<String, String> inputs, StringBuilder canonical) {
    if (!text.startsWith("{")) {
      throw malformed("step-form", "Each step must be a JSON object.");
    }
    Map<String, String> step = JsonTexts.members(text, Integer.MAX_VALUE);
    requireMembers(step, STEP_MEMBERS, "A step");
    String id = string(step, "id");
    Capability capability = Capability.parse(string(step, "capability"));
    List<String> after = strings(step, "after");
    CapabilitySet delegates = CapabilitySet.parse(strings(step, "delegates"));
    canonical.append("{\"id\":").append(JsonTexts.quoted(id));
    canonical.append(",\"capability\":").append(JsonTexts.quoted(capability.text()));
    inputs.put(id, step.getOrDefault(INPUT, "{}"));
    canonical.append(",\"input\":").append(inputs.get(id));
    canonical.append(",\"after\":").append(array(after));
    canonical.append(",\"delegates\":").append(array(delegates.texts()));
    Optional<TrustDomain> domain = domain(step);
    domain.ifPresent(
        named -> canonical.append(",\"domain\":").append(JsonTexts.quoted(named.name())));
    StepFlow flow = flow(step, canonical);
    canonical.append('}');
    return new StepRequest(id, capability, after, delegates, domain, flow);
  }

  private static StepFlow flow(Map<String, String> step, StringBuilder canonical) {
    Map<String, JsonValue> members = new HashMap<>();
    for (String name : List.of(FlowText.INPUT_FROM, FlowText.WHEN, FlowText.FOR_EACH)) {
      if (step.containsKey(name)) {
        members.put(name, value(step, name));
      }
    }
    StepFlow flow = FlowText.read(members);
    Map<String, Object> written = new TreeMap<>();
    FlowText.add(flow, written);
    written.forEach(
        (name, member) -> canonical.append(',').append(members(JsonText.of(Map.of(name, member)))));
    return flow;
  }

  /** The members of the text of an object, without its braces. */
  private static String members(String object) {
    return object.substring(1, object.length() - 1);
  }

  private static Optional<TrustDomain> domain(Map<String, String> step) {
    return step.containsKey(DOMAIN)
        ? Optional.of(TrustDomain.parse(string(step, DOMAIN)))
        : Optional.empty();
  }

  static String array(Iterable<String> strings) {
    List<String> quoted = new ArrayList<>();
    strings.forEach(each -> quoted.add(JsonTexts.quoted(each)));
    return "[" + String.join(",", quoted) + "]";
  }

  static void requireMembers(Map<String, String> object, Set<String> known, String what) {
    for (String name : object.keySet()) {
      if (!known.contains(name)) {
        throw malformed("member-unknown", what + " has a member that is not defined.");
      }
    }
  }

  static String string(Map<String, String> object, String name) {
    if (!(value(object, name) instanceof JsonString value)) {
      throw malformed("member-missing", name + " must be a string.");
    }
    return value.getString();
  }

  static List<String> strings(Map<String, String> object, String name) {
    if (!object.containsKey(name)) {
      return List.of();
    }
    if (!(value(object, name) instanceof JsonArray array)) {
      throw malformed("member-missing", name + " must be an array.");
    }
    List<String> values = new ArrayList<>();
    for (JsonValue value : array) {
      if (!(value instanceof JsonString text)) {
        throw malformed("member-form", name + " must hold strings only.");
      }
      values.add(text.getString());
    }
    return values;
  }

  private static JsonValue value(Map<String, String> object, String name) {
    String text = object.getOrDefault(name, "null");
    if (text.length() > MEMBER_LENGTH) {
      throw malformed("member-form", name + " is too long.");
    }
    return StrictJson.value(text);
  }

  static ProblemException malformed(String check, String detail) {
    return new ProblemException(MALFORMED_REQUEST, check, detail);
  }
}
