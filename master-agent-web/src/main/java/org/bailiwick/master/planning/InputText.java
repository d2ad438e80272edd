package org.bailiwick.master.planning;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bailiwick.contract.json.JsonTexts;
import org.bailiwick.master.workflow.StepFlow;

/** Puts values that are known into the input of a step. */
final class InputText {

  private InputText() {}

  /** The JSON text of an input with these further members, JSON texts by name. */
  static String with(String stepId, String base, Map<String, String> more) {
    if (more.isEmpty()) {
      return base;
    }
    if (more.containsKey(StepFlow.WHOLE_INPUT)) {
      if (!base.equals("{}")) {
        throw PlanMaker.refused(
            "input-member-twice", "Step " + stepId + " has an input, and takes another one whole.");
      }
      return more.get(StepFlow.WHOLE_INPUT);
    }
    Map<String, String> members = members(stepId, base);
    for (Map.Entry<String, String> each : more.entrySet()) {
      if (members.put(each.getKey(), each.getValue()) != null) {
        throw twice(stepId);
      }
    }
    return JsonTexts.object(members);
  }

  /** The members of an input that is an object. */
  static Map<String, String> members(String stepId, String base) {
    if (!base.startsWith("{")) {
      throw PlanMaker.refused(
          "input-no-object",
          "The input of step " + stepId + " must be an object, since values are put into it.");
    }
    return new LinkedHashMap<>(JsonTexts.members(base, Integer.MAX_VALUE));
  }

  /** Refuses an input that has a member which another value is to take. */
  static void requireFree(String stepId, String base, Iterable<String> names) {
    for (String name : names) {
      if (name.equals(StepFlow.WHOLE_INPUT)
          ? !base.equals("{}")
          : members(stepId, base).containsKey(name)) {
        throw twice(stepId);
      }
    }
  }

  private static RuntimeException twice(String stepId) {
    return PlanMaker.refused(
        "input-member-twice", "Step " + stepId + " has a member of its input from two places.");
  }
}
