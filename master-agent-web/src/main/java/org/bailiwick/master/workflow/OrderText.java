package org.bailiwick.master.workflow;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.bailiwick.contract.capability.Capability;
import org.bailiwick.contract.json.JsonTexts;

/** Reads what a job is to do, if it is not a list of steps, and writes it in one form. */
final class OrderText {
  private static final String WORKFLOW = "workflow";
  private static final String GOAL = "goal";
  private static final String OUTPUTS = "outputs";
  private static final String INPUTS = "inputs";

  /** The members by which a job says what it is to do; it has one of them. */
  static final Set<String> MEMBERS = Set.of(WORKFLOW, GOAL);

  private static final int MOST_TYPES = 20;

  private OrderText() {}

  /** Whether the job has a list of steps. */
  static boolean isSteps(Map<String, String> job) {
    return !job.containsKey(WORKFLOW) && !job.containsKey(GOAL);
  }

  /** Reads the order, and appends its members in a fixed form. */
  static JobOrder read(Map<String, String> job, StringBuilder canonical) {
    if (job.containsKey("steps") || job.keySet().containsAll(MEMBERS)) {
      throw JobRequest.malformed("job-order", "A job has steps, or a workflow, or a goal.");
    }
    return job.containsKey(WORKFLOW) ? named(job, canonical) : goal(job.get(GOAL), canonical);
  }

  private static JobOrder named(Map<String, String> job, StringBuilder canonical) {
    Capability workflow = Capability.parse(JobRequest.string(job, WORKFLOW));
    if (!workflow.parameters().isEmpty()) {
      throw JobRequest.malformed("workflow-form", "A workflow's name has no parameters.");
    }
    canonical.append("\"workflow\":").append(JsonTexts.quoted(workflow.text()));
    return new JobOrder.Named(workflow);
  }

  private static JobOrder goal(String text, StringBuilder canonical) {
    if (!text.startsWith("{")) {
      throw JobRequest.malformed("goal-form", "goal must be an object.");
    }
    Map<String, String> goal = JsonTexts.members(text, Integer.MAX_VALUE);
    JobRequest.requireMembers(goal, Set.of(OUTPUTS, INPUTS), "A goal");
    List<String> outputs = JobRequest.strings(goal, OUTPUTS);
    Map<String, String> inputs = inputs(goal.getOrDefault(INPUTS, "{}"));
    if (outputs.isEmpty() || outputs.size() > MOST_TYPES || inputs.size() > MOST_TYPES) {
      throw JobRequest.malformed(
          "goal-form", "A goal has 1 to " + MOST_TYPES + " outputs, and as many inputs at most.");
    }
    canonical.append("\"goal\":{\"outputs\":").append(JobRequest.array(outputs));
    canonical.append(",\"inputs\":{");
    List<String> members = new ArrayList<>();
    inputs.forEach((type, value) -> members.add(JsonTexts.quoted(type) + ":" + value));
    canonical.append(String.join(",", members)).append("}}");
    return new JobOrder.Goal(outputs, new LinkedHashMap<>(inputs));
  }

  private static Map<String, String> inputs(String text) {
    if (!text.startsWith("{")) {
      throw JobRequest.malformed("goal-form", "inputs of a goal must be an object.");
    }
    return new TreeMap<>(JsonTexts.members(text, Integer.MAX_VALUE));
  }
}
