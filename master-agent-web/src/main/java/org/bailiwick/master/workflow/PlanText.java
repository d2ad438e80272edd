package org.bailiwick.master.workflow;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.capability.CapabilitySet;
import org.bailiwick.contract.identity.TrustDomain;
import org.bailiwick.contract.json.StrictJson;
import org.bailiwick.contract.problem.ProblemException;
import org.bailiwick.contract.problem.ProblemType;
import org.bailiwick.node.json.JsonText;

/**
 * The canonical JSON (RFC 8785) of a plan: its version, and its steps in the order of their
 * planner. There is exactly one text for a plan, so another spelling is refused and never
 * normalised.
 */
public final class PlanText {

  /** The version of a plan whose steps wait for one another and no more. */
  public static final int ORDER = 1;

  /** The version of a plan whose steps say more, which nodes of earlier releases do not read. */
  public static final int FLOW = 2;

  private PlanText() {}

  /** The text of a checked plan. */
  public static String of(Workflow workflow) {
    return text(workflow.planned());
  }

  /** The version of the text of a plan: the first one that can say what it says. */
  public static int version(Workflow workflow) {
    return version(workflow.planned());
  }

  private static int version(List<StepRequest> steps) {
    boolean isOrder = steps.stream().allMatch(step -> step.flow().equals(StepFlow.NONE));
    return isOrder ? ORDER : FLOW;
  }

  /** Whether this class reads texts of the version. */
  public static boolean isKnown(int version) {
    return version == ORDER || version == FLOW;
  }

  /**
   * The steps of a text, which are not checked yet.
   *
   * @throws ProblemException malformed-request, if it is not the canonical text of a plan
   */
  public static List<StepRequest> read(String text) {
    List<StepRequest> steps = new ArrayList<>();
    try {
      for (JsonValue step : StrictJson.object(text).getJsonArray("steps")) {
        steps.add(step(step.asJsonObject()));
      }
    } catch (ClassCastException | NullPointerException e) {
      throw malformed(e);
    }
    if (!text(steps).equals(text)) {
      throw malformed(null);
    }
    return steps;
  }

  private static String text(List<StepRequest> steps) {
    Map<String, Object> plan = new TreeMap<>();
    plan.put("version", version(steps));
    plan.put("steps", steps.stream().map(PlanText::members).toList());
    return JsonText.of(plan);
  }

  private static Map<String, Object> members(StepRequest step) {
    Map<String, Object> members = new TreeMap<>();
    members.put("id", step.id());
    members.put("capability", step.capability().text());
    members.put("after", step.after());
    members.put("delegates", step.delegates().texts());
    step.domain().ifPresent(domain -> members.put("domain", domain.name()));
    FlowText.add(step.flow(), members);
    return members;
  }

  private static StepRequest step(JsonObject step) {
    return new StepRequest(
        step.getString("id"),
        Capability.parse(step.getString("capability")),
        strings(step.getJsonArray("after")),
        CapabilitySet.parse(strings(step.getJsonArray("delegates"))),
        Optional.ofNullable(step.getString("domain", null)).map(TrustDomain::parse),
        FlowText.ofPlan(step));
  }

  private static List<String> strings(JsonArray array) {
    return array.getValuesAs(JsonString.class).stream().map(JsonString::getString).toList();
  }

  private static ProblemException malformed(RuntimeException cause) {
    return new ProblemException(
        ProblemType.MALFORMED_REQUEST, "plan-text", "This is not the text of a plan.", cause);
  }
}
